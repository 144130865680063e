input x[3], A[3,3], c
f(x) = x + 1
y = sin²(c)
z = tanh^2(c)
u = f⁻¹(c)
v = exp^c
output y, z, u, v

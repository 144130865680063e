input x[3], A[3,3], c
y = dot(x x)
z = pow(c c)
u = pow(c)
output y, z, u

input x[3], A[3,3], c
y[i] = x_i for i < 3
z = Σ_j x[0]
u = sum_k x[1]
v = c_i
output y, z, u, v

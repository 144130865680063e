dim n = 3
input x[3], c, k : index(3)
y[i] = 1 for i < c
z = sum[i < n/2](x[i])
u = sum[i < [1, 2]](x[i])
v = sum[i in k:3](x[i])
output y, z, u, v

# convolution.g: a filter, an activation, a pooling.
input x[8,8]
param K[3,3] ~ he, b = 0
y[r,c] = relu(sum[p,q](K[p,q] x[r + p, c + q]) + b)  for r < 6, c < 6
z[r,c] = max[a < 2, b < 2](y[2r + a, 2c + b])        for r < 3, c < 3
output z

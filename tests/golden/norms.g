# norms.g: the derivative of a norm by its coordinates, which share a division.
dim n = 40
param x[n], y[n], m[n]
U = -sum[i, j < i](m[i] m[j] / sqrt((x[i] - x[j])² + (y[i] - y[j])² + 0.01))
output U

# batch.g: a hidden layer for eight examples at once.
batch B = 8
dim n = 4, m = 3
input x[n], t
param W[m, n] ~ he, b[m] = 0, u[m] ~ xavier
h = relu(W x + b)
y = u·h
J = (y - t)²
output y, J

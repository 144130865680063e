# squares.g: a sum of squares, and its gradient by what is fitted.
dim m = 1024, n = 128
input A[m, n], b[m]
param x[n] ~ normal(0, 0.1)
r = A x - b
J = r·r
output J

affine(W[m, n], x[n], b[m]) = W x + b
input W[3, 4], x[5], b[3]
y = affine(W, x, b)
output y

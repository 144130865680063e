input A[3, 4], x[3]
y[i] = A[i] · x
output y

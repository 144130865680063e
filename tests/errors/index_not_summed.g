input A[3, 4], x[4]
y[i] = A[i, j] x[j]
output y

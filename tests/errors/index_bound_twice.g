input A[3, 3]
y[i, i] = A[i, i]
output y

input A[3, 4]
y[i] = A[i, j] for j < 4
output y

input A[3, 3]
d[i + j] = A[i, j]
output d

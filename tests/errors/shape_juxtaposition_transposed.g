input A[3, 4], x[3]
y = A x
output y

input A[3, 4], x[4], b[4]
z = A x + b
output z

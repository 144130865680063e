input A[3, 4], x[4], y[3]
z = A (x + y)
output z

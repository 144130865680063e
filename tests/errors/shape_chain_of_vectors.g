input x[3], y[3], A[3, 3]
z = A x y
output z

input x[3], A[4, 3]
z = xᵀ A
output z

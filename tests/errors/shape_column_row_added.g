input A[3, 3], x[3]
z = A x + xᵀ A
output z

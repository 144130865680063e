input A[3,3], B[3,3]
L = cholesky(A, B)
output L

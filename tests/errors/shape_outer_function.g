input A[2, 2, 2, 2, 2], B[2, 2, 2, 2]
C = outer(A, B)
output C

input A[8, 3], B[11, 3]
C = A B
output C

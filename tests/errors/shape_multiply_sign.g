input A[3, 4], B[3, 4]
C = A * B
output C

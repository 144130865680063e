input A[2, 3], B[2, 4]
C = [A; B]
output C

input A[2, 3], b[3]
C = [A; b]
output C

input a[3], B[3, 2]
C[0] = a
C[1] = B
output C

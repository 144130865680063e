input A[2, 3], B[4, 5], C[6, 7]
D = A B C
output D

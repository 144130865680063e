input A[2, 3], B[3, 4], C[5, 6], x[6]
y = A B C x
output y

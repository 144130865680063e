input A[3, 4]
B = A^-1
output B

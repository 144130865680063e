input A[3, 3]
B = A^3
output B

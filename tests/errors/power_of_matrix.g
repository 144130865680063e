input A[3, 3]
B = A²
output B

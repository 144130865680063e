input A[3, 4]
y = A[0, 1, 2]
output y

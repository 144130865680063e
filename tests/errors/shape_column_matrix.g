input x[3], A[3, 3]
z = x A
output z

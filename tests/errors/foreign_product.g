input x[3], A[3,3], c
y = A @ x
output y

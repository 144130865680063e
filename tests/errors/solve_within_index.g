input A[3,3], b[3], x[9]
y = x[solve(A, b)[0]]
output y

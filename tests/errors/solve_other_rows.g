input A[3,3], b[4]
x = solve(A, b)
output x

input A[3,4], b[3]
x = solve(A, b)
output x

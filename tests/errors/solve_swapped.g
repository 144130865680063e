input A[3,3], b[3]
x = solve(b, A)
output x

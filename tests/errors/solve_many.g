input A[5,3,3], b[5,3]
x = solve(A, b)
output x

input A[3,3]
x = solve(A)
output x

input A[3,3]
x = solve(A, 1)
output x

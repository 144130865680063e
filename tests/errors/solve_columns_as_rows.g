input A[3,3], B[2,3]
X = solve(A, B)
output X

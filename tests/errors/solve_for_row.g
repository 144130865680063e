input A[3,3], b[3]
x = solve(A, bᵀ)
output x

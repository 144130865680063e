input A[3,3], b[3]
x[0] = 1
x[i+1] = solve(A, x + b)[i] for i < 2
output x

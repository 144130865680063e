input A[3,3], b[2]
x = solve_lower(A, b)
y = solve_upper(A, [b; b])
output x, y

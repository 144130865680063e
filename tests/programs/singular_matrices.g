# singular_matrices.g: what does not exist is NaN, and what does is not.
# unmeasured: nothing is finite
input A[2,2], b[2], C[3,2,2]
x = solve(A, b)
L = cholesky(A - 3 eye(2))
d = det(A)
l = logdet(A)
y[s] = solve(C[s], b)
t = solve_lower(A - diag([1, 0]), b)
r[s] = logdet(C[s])
output x, L, d, l, y, t, r

# at A=[[1,2],[2,4]] b=[1,2] C=[[[2,0],[0,4]],[[0,0],[0,0]],[[0,2],[1,0]]]
# value x = [nan, nan]
# value L = [[nan, nan], [nan, nan]]
# value d = 0
# value l = -inf
# value y = [[0.5, 0.5], [nan, nan], [2, 0.5]]
# value t = [nan, nan]
# value r = [2.0794415416798357, -inf, nan]
# gradient ∂d/∂A = [[4, -2], [-2, 1]]

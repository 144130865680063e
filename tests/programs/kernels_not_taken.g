# kernels_not_taken.g: a matrix without an inverse in the branch not taken.
input A[2,2], b[2], c, B[3,2,2]
y = solve(A, b)
z = y[0] if c > 0 else b[0]
w = logdet(A) if c > 0 else 0
L = cholesky(A)
q[i] = L[i,i] if c > 0 else A[i,i]
X[s] = solve(B[s], b)
u[s] = (X[s] if s > 0 else b) for s < 3
v[s] = det(B[s]) + logdet(B[s]) if s > 0 else 0 for s < 3
h[0] = b
h[t] = (solve(A, h[t-1]) if c > 0 else h[t-1] + 1) for t in 1:3
output z, w, q, u, v, h

# at A=[[1,2],[2,4]] b=[1,2] c=-1 B=[[[1,2],[2,4]],[[2,0],[0,3]],[[1,1],[0,1]]]
# value z = 1
# value w = 0
# value q = [1, 4]
# value u = [[1, 2], [0.5, 0.6666666666666666], [-1, 2]]
# value v = [0, 7.791759469228055, 1]
# value h = [[1, 2], [2, 3], [3, 4]]
# gradient ∂z/∂A = [[0, 0], [0, 0]] ± 1e-9
# gradient ∂z/∂b = [1, 0]
# gradient ∂w/∂A = [[0, 0], [0, 0]] ± 1e-9
# gradient ∂(sum q)/∂A = [[1, 0], [0, 1]]
# gradient ∂(sum u)/∂b = [2.5, 1.3333333333333333]
# gradient ∂(sum u)/∂B = [[[0, 0], [0, 0]], [[-0.25, -0.3333333333333333],
#     [-0.16666666666666666, -0.2222222222222222]], [[1, -2], [0, 0]]]
# gradient ∂(sum v)/∂B = [[[0, 0], [0, 0]], [[3.5, 0], [0, 2.3333333333333335]],
#     [[2, 0], [-2, 2]]]
# gradient ∂(sum h)/∂A = [[0, 0], [0, 0]] ± 1e-9
# gradient ∂(sum h)/∂b = [3, 3]

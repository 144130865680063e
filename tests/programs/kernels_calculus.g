# kernels_calculus.g: derivatives of derivatives of routines, both ways. For
# f = log det A, ∂f/∂A = A⁻ᵀ and its tangent by V is -(A⁻¹ V A⁻¹)ᵀ; the
# inverse has the tangent -A⁻¹ V A⁻¹; J = bᵀ A⁻¹ b has the Hessian A⁻¹ + A⁻ᵀ.
input A[2,2], V[2,2], b[2], S[2,2], s
f = logdet(A)
G = grad(f, A)
T = jvp(G, A, V)
x = solve(A, b)
u = jvp(x, A, V)
w = jvp(x, b, b)
D = jacobian(x, b)
J = b·solve(A, b)
H = hessian(J, b)
L = cholesky(s S)
l = jvp(L, s, 1)
m = grad(sum(l), s)
output f, G, T, x, u, w, D, H, l, m

# at A=[[2,1],[0,4]] V=[[1,0],[2,1]] b=[1,2] S=[[4,2],[2,5]] s=4
# value f = 2.0794415416798357
# value G = [[0.5, 0], [-0.125, 0.25]]
# value T = [[-0.125, -0.25], [0.0625, 0]]
# value x = [0.25, 0.5]
# value u = [0, -0.25]
# value w = [0.25, 0.5]
# value D = [[0.5, -0.125], [0, 0.25]]
# value H = [[1, -0.125], [-0.125, 0.5]]
# value l = [[0.5, 0], [0.25, 0.5]]
# value m = -0.15625

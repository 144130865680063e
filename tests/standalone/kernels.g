# kernels.g: linear algebra and sorting, trained.
param b[5] = [1, 5, 2, 4, 3]
param A[5, 5] = 2 eye(5) + 0.1
B = A Aᵀ + eye(5)
L = cholesky(B)
x = solve(A, b)
y = solve_upper(Lᵀ, solve_lower(L, b))
p = argsort(x + y)
q = argsort_down(y)
g = logdet(B) + det(A)
s = x·y + x[p]·y[q] + g
minimize s by adam(rate = 0.1, clip = 1)
output s

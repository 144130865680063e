# triangles.g: bounds that depend on other indices.
dim n = 4
input A[n,n], x[n]
L = sum[i, j : j < i](A[i,j]²)
U[i,j] = A[i,j] if i <= j else 0
c[i] = sum[j : j <= i](x[j])                    for i < n
y[i] = sum[j : j <= i](A[i,j] x[i - j])         for i < n
p = sum[i < n, j < i, k < j](x[i] x[j] x[k])
V[i] = (x[i] - sum[j : j < i](A[i,j] x[j])) / A[i,i] for i < n
output L, U, c, y, p, V

# at A=[[2,1,0,5],[3,4,-1,2],[1,1,1,1],[-2,0.5,3,2]] x=[1,-2,3,0.5]
# value L = 24.25
# value U = [[2, 1, 0, 5], [0, 4, -1, 2], [0, 0, 1, 1], [0, 0, 0, 2]]
# value c = [1, -1, 2, 2.5]
# value y = [2, -2, 2, -3.5]
# value p = -8.5
# value V = [0.5, -1.25, 4, -2.75]
# gradient ∂L/∂A = [[0, 0, 0, 0], [6, 0, 0, 0], [2, 2, 0, 0], [-4, 1, 6, 0]]
# gradient ∂L/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum U)/∂A = [[1, 1, 1, 1], [0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0,
#     1]]
# gradient ∂(sum U)/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum c)/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0,
#     0]] ± 1e-6
# gradient ∂(sum c)/∂x = [4, 3, 2, 1]
# gradient ∂(sum y)/∂A = [[1, 0, 0, 0], [-2, 1, 0, 0], [3, -2, 1, 0], [0.5, 3,
#     -2, 1]]
# gradient ∂(sum y)/∂x = [9, 7, 1.5, -2]
# gradient ∂p/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ±
#     1e-6
# gradient ∂p/∂x = [-5.5, 5, -2.5, -5]
# gradient ∂(sum V)/∂A = [[-0.25, 0, 0, 0], [-0.25, 0.3125, 0, 0], [-1, 2, -4,
#     0], [-0.5, 1, -1.5, 1.375]]
# gradient ∂(sum V)/∂x = [-0.25, -1, -0.5, 0.5]

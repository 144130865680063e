# index_equations.g: arrays by their elements; the right side may be an array.
input A[2,3], B[3,2], x[6], S[2,3]
C[i,j] = sum[k](A[i,k] B[k,j])
D[i,j] = A[j,i]
y[i] = x[2i] - x[2i + 1] for i < 3
z[i] = i² + i/2 for i < 4
M[t] = S[t] - max(S[t])
R[i] = x[5 - i] for i < 6
d[i] = A[i,i] for i < 2
output C, D, y, z, M, R, d

# at A=[[1,2,3],[4,5,6]] B=[[1,0],[0,1],[1,1]] x=[1,5,2,8,-3,4] S=[[0,1,0],[1,2,4]]
# value C = [[4, 5], [10, 11]]
# value D = [[1, 4], [2, 5], [3, 6]]
# value y = [-4, -6, -7]
# value z = [0, 1.5, 5, 10.5]
# value M = [[-1, 0, -1], [-3, -2, 0]]
# value R = [4, -3, 8, 2, 5, 1]
# value d = [1, 5]
# gradient ∂(sum C)/∂A = [[1, 1, 2], [1, 1, 2]]
# gradient ∂(sum C)/∂B = [[5, 5], [7, 7], [9, 9]]
# gradient ∂(sum C)/∂x = [0, 0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum C)/∂S = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum D)/∂A = [[1, 1, 1], [1, 1, 1]]
# gradient ∂(sum D)/∂B = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum D)/∂x = [0, 0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum D)/∂S = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum y)/∂A = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum y)/∂B = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum y)/∂x = [1, -1, 1, -1, 1, -1]
# gradient ∂(sum y)/∂S = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum M)/∂A = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum M)/∂B = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum M)/∂x = [0, 0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum M)/∂S = [[1, -2, 1], [1, 1, -2]]
# gradient ∂(sum R)/∂A = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum R)/∂B = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum R)/∂x = [1, 1, 1, 1, 1, 1]
# gradient ∂(sum R)/∂S = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum d)/∂A = [[1, 0, 0], [0, 1, 0]]
# gradient ∂(sum d)/∂B = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum d)/∂x = [0, 0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum d)/∂S = [[0, 0, 0], [0, 0, 0]] ± 1e-6

# pieces.g: arrays in pieces that cover them exactly once.
input a[2], b[3], E[4,2], w[3] : index(4), A[2,2]
c[i] = a[i]
c[i + 2] = b[i]
x[2k + j] = E[w[k], j]
L[i,j] = A[i,j]² for i < 2, j < i + 1
L[i,j] = 0 for i < 2, j in i+1:2
p[0] = a[1]
p[i] = a[i - 1]² for i in 1:3
q[2i] = b[i]
q[2i + 1] = -b[i]
r[2 - i] = b[i]
J = sum[i](c[i] (i + 1)) + x·x + q·q[0:6]
output c, x, L, p, q, r, J

# at a=[1,2] b=[3,4,5] E=[[1,2],[3,4],[5,6],[7,8]] w=[3,0,3] A=[[1,2],[3,4]]
# value c = [1, 2, 3, 4, 5]
# value x = [7, 8, 1, 2, 7, 8]
# value L = [[1, 0], [9, 16]]
# value p = [2, 1, 4]
# value q = [3, -3, 4, -4, 5, -5]
# value r = [5, 4, 3]
# value J = 386
# gradient ∂(sum c)/∂a = [1, 1]
# gradient ∂(sum c)/∂b = [1, 1, 1]
# gradient ∂(sum c)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum c)/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum x)/∂a = [0, 0] ± 1e-6
# gradient ∂(sum x)/∂b = [0, 0, 0] ± 1e-6
# gradient ∂(sum x)/∂E = [[1, 1], [0, 0], [0, 0], [2, 2]]
# gradient ∂(sum x)/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum L)/∂a = [0, 0] ± 1e-6
# gradient ∂(sum L)/∂b = [0, 0, 0] ± 1e-6
# gradient ∂(sum L)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum L)/∂A = [[2, 0], [6, 8]]
# gradient ∂(sum p)/∂a = [2, 5]
# gradient ∂(sum p)/∂b = [0, 0, 0] ± 1e-6
# gradient ∂(sum p)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum p)/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum r)/∂a = [0, 0] ± 1e-6
# gradient ∂(sum r)/∂b = [1, 1, 1]
# gradient ∂(sum r)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum r)/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂J/∂a = [1, 2]
# gradient ∂J/∂b = [15, 20, 25]
# gradient ∂J/∂E = [[2, 4], [0, 0], [0, 0], [28, 32]]
# gradient ∂J/∂A = [[0, 0], [0, 0]] ± 1e-6

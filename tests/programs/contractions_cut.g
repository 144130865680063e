# contractions_cut.g: sums whose range is cut by conditions on indices: bands,
# triangles, products of triangles, and conditions on three indices.
dim n = 19, m = 37
input c, d
A[i,j] = c sin(i - 2j) + cos(i j)      for i < n, j < m
B[i,j] = d cos(i + 3j)                 for i < m, j < m
x[i] = sin(d i)                        for i < m
Q[i,j] = c cos(2i - j)                 for i < m, j < m
T[i] = sum[j : j <= i](B[j,i] x[j])                     for i < m
W[i] = sum[j : i - 9 <= j <= i + 9](x[j] B[j,i])        for i < m
L[i,j] = sum[k : k <= 2i](A[i,k] B[k,j])
P[i,j] = sum[k : j <= k <= i](B[i,k] Q[k,j])
V[i,j] = sum[k : i - 3 <= k <= i + 3](Q[i,k] B[k,j])
S[i,j] = sum[k : i + j + k < m](Q[i,k] B[j,k])
D[i,j] = sum[k : 2k > i and 3k <= i + 2j](B[i,k] Q[k,j])
J₁ = sum[i](T[i]² + W[i]² cos(i)) + sum(L ⊙ L)
J₂ = sum[i,j](P[i,j]² cos(i)) + sum[i,j](V[i,j]² sin(j))
J₃ = sum[i,j](S[i,j]² (i - j)) + sum(D ⊙ D)
output J₁, J₂, J₃

# contractions recognised
# at c=0.7 d=-1.3
# value J₁ = 1467.0380074994387
# value J₂ = 86.26139409554555
# value J₃ = 488.1906770973952
# gradient ∂J₁/∂c = 74.99848317785487
# gradient ∂J₁/∂d = -2020.417937635806
# gradient ∂J₂/∂c = 246.46112598727296
# gradient ∂J₂/∂d = -132.7098370700698
# gradient ∂J₃/∂c = 1394.8305059925574
# gradient ∂J₃/∂d = -751.0625801498388

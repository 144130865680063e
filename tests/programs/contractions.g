# contractions.g: sums of products in tiles: rows, columns, batches, what is
# packed, and sizes that no vector divides.
dim n = 37, m = 29, q = 50, s = 3
input c, d
A[i,k] = c sin(i + 2k)       for i < n, k < m
B[k,j] = d cos(3k - j)       for k < m, j < q
At[k,i] = A[i,k]
Bt[j,k] = B[k,j]
P[i,j] = sum[k](A[i,k] B[k,j])              # rows by columns
Q[i,j] = sum[k](At[k,i] B[k,j])             # the left transposed
R[i,j] = sum[k](A[i,k] Bt[j,k])             # the right: packed
S[i,j] = sum[k](At[k,i] Bt[j,k])
T[b,i,j] = sum[k](A[b+i,k] B[k,b+j])        for b < s, i < n - s, j < q - s
U[i,j] = sum[k,l < 3](A[i+l,k] B[k,j+2l])       for i < n - 2, j < q - 4
v[j] = sum[k](A[5,k] B[k,j])
w[i] = sum[k](A[i,k] B[k,7])
J₁ = sum(P ⊙ P) + sum[i,j](Q[i,j] (i - j))
J₂ = sum[i,j](R[i,j]² cos(i + j)) + sum[i,j](S[i,j] sin(j - i))
J₃ = sum[b,i,j](T[b,i,j]² (b - 1)) + sum[i,j](U[i,j] U[i,j] sin(i))
J₄ = sum(v ⊙ v) + sum(w ⊙ w)
output J₁, J₂, J₃, J₄

# at c=0.7 d=-1.3
# value J₁ = 744.4822360142874
# value J₂ = -119.66102933479527
# value J₃ = 41.49130863859784
# value J₄ = 23.621814677437744
# gradient ∂J₁/∂c = 2151.197262371169
# gradient ∂J₁/∂d = -1158.336987430629
# gradient ∂J₂/∂c = -170.96917341746533
# gradient ∂J₂/∂d = 92.06032414786596
# gradient ∂J₃/∂c = 118.54659611027982
# gradient ∂J₃/∂d = -63.83278252091988
# gradient ∂J₄/∂c = 67.49089907839355
# gradient ∂J₄/∂d = -36.34125334990422

# contractions_guarded.g: sums that leave terms out, as at the border of an
# image, and sums that go through what they read in steps.
dim n = 13, m = 5, o = 6
input c, d
X[a,i,j] = c sin(a + i - 2j)         for a < m, i < n, j < n
K[b,a,p,q] = d cos(b - a p + q)      for b < o, a < m, p < 3, q < 3
P[b,i,j] = sum[a,p,q : 0 <= i + p - 1 < n and 0 <= j + q - 1 < n](
    K[b,a,p,q] X[a, i + p - 1, j + q - 1])          for i < n, j < n
S[b,i,j] = sum[a,p,q : 0 <= 2i + p - 1 < n and 0 <= 2j + q - 1 < n](
    K[b,a,p,q] X[a, 2i + p - 1, 2j + q - 1])        for i < 7, j < 7
V[b,i,j] = sum[a,p,q](K[b,a,p,q] X[a, 2i + p, 2j + q])   for i < 6, j < 6
D[b,i,j] = sum[a,p,q : 0 <= i + 2p - 2 < n and 0 <= j + 2q - 2 < n](
    K[b,a,p,q] X[a, i + 2p - 2, j + 2q - 2])        for i < n, j < n
L[i,j] = sum[k < n : k <= i](X[0,i,k] X[1,k,j])     # the lower triangle
U[i,j] = sum[k < n : k > j](X[2,i,k] X[3,k,j])      # without its diagonal
H[t,j] = sum[s < n : s <= t](X[4,s,2] X[1, t - s, j])    for t < n, j < n
J₁ = sum[b,i,j](P[b,i,j]² cos(i)) + sum[b,i,j](S[b,i,j]² sin(j))
J₂ = sum[b,i,j](V[b,i,j]² (i - b)) + sum(D ⊙ D)
J₃ = sum(L ⊙ L) + sum[i,j](U[i,j]² (i - j)) + sum[t,j](H[t,j] sin(t + j))
output J₁, J₂, J₃

# contractions recognised
# at c=0.7 d=-1.3
# value J₁ = 53.9805612616004
# value J₂ = 5310.757948441605
# value J₃ = 25.623585851553365
# gradient ∂J₁/∂c = 154.230175033144
# gradient ∂J₁/∂d = -83.04701732553907
# gradient ∂J₂/∂c = 15173.594138404585
# gradient ∂J₂/∂d = -8170.396843756314
# gradient ∂J₃/∂c = 127.79158006402876
# gradient ∂J₃/∂d = 0 ± 1e-6

# cuts.g: sums that conditions cut, in tiles and in lanes; what they leave out is
# NaN or infinite.
dim n = 61, m = 27
param A[m,n] ~ normal(0, 1), B[n,m] ~ normal(0, 1), u[n] ~ normal(0, 1)
x[j] = u[j] log(n - 10.5 - j) / max(0, n - 11 - j)              for j < n
X[i,j] = B[i,j] log(n - 10.5 - i) / max(0, n - 11 - i)          for i < n, j < m
t[i] = sum[j : j <= i + 20](A[i,j] x[j])                for i < m
b[i] = sum[j : 2i - 4 <= j and 3j <= 2n - i](A[i,j] x[j])
T[i,j] = sum[k : k <= i + 20](A[i,k] X[k,j])            for i < m, j < m
W[i,j] = sum[k : i <= k and 2k <= i + j + 18](A[i,k] X[k,j])
E[i,j] = sum[k, l : l <= k and k + l >= i](A[k,l] B[l,j])  for i < 11
h[i] = max[j : j < 2i + 3](A[i,j])                      for i < m
s = sum[i, j : j < i](1 / (1 + (u[i] - u[j])²))
q = sum[i, j : i - 20 <= j <= i + 3](u[i] A[j,i] t[j])
J = sum(t)² + sum(b) + sum[i,j](T[i,j]² + W[i,j] cos(i))
  + sum[i,j](E[i,j] sin(i + j))
  + sum[i](h[i]³) + s + q
output t, b, T, W, E, h, s, q, J

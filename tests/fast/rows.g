# Sums of rows whose totals lie side by side: of 3 to 16 rows, in 4, 8 and 16 lanes.
dim n = 20

param x[n] ~ normal(0, 1), X[12, 37] ~ normal(0, 1), t[130] ~ normal(0, 1)
param q[16] ~ normal(0, 1), k[21] ~ normal(0, 1)
param W[8, n] ~ normal(0, 1), V[7, n] ~ normal(0, 1), U[4, 37] ~ normal(0, 1)
param T[13, 130] ~ normal(0, 1), S[16, 16] ~ normal(0, 1), M[3, 21] ~ normal(0, 1)

a = W x
b = V x
c[i] = sum[j](U[i, j] X[3, j])
d = T t
e = S q
f = M k
g[i, j] = sum[l](X[i, l] U[j, l])
J = sum[i](a[i]) + sum[i](tanh(b[i])) + sum[i](c[i]²) + sum[i](d[i])
  + sum[i](e[i]²) + sum[i](f[i]) + sum[i, j](g[i, j]²)

output a, b, c, d, e, f, g, J

# Loops that go around: what is read and written beyond the end lies at the start.
dim n = 40, T = 3
param x[n] ~ normal(0, 1), A[n, 5] ~ normal(0, 1), W[5, n] ~ normal(0, 1), k = 0.3

a[i] = tanh(x[(i + 1) mod n]) - x[(i + n - 3) mod n] for i < n
b[i] = x[(5 n - 1 - i) mod n] + A[i div 30, 2] for i < n
c[i, j] = W[i, (j + 7) mod n] A[(j + 1) mod n, (i + 1) mod 5] for i < 5, j < n
d[(i + 5) mod n] = x[i]² for i < n
e[i] = x[(3 i) mod n] for i < n
f[i] = x[(2 i + 1) mod n] a[i div 2] for i < n
u[0, i] = x[i]
u[t+1, i] = u[t, i] + k (u[t, (i + 1) mod n] - 2 u[t, i] + u[t, (i + n - 1) mod n]) for t < T, i < n
g[i] = max[j](W[j, (i + n - 1) mod n]) for i < n
h[i] = (i + 30) div n + (i + 30) mod n if (i + 3) mod n > 10 else x[i] for i < n
J = sum[i < n](a[i] b[i]) + sum[i, j](c[i, j]²) + sum[i < n](d[i] e[i] f[i])
  + sum[i](u[T, i]²) + sum[i < n](g[i] h[i])

output a, b, c, d, e, f, g, h, J

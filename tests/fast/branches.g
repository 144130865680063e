# branches.g: one condition decides the next, in rows so short that they are
# unrolled: what is read between them may not become a read under a condition.
dim m = 35, n = 3
param a[m, n] ~ normal(0, 1), b[m, n] ~ normal(0, 1)
param p[m, n] ~ normal(0, 1), q = 0.3
c[i, j] = min(2 a[i, j], 1)  for i < m, j < n
x[i, j] = 0 if c[i, j] < 2 a[i, j] else p[i, j] + p[i, j]  for i < m, j < n
y[i, j] = max(min(q, b[i, j]), b[i, j])  for i < m, j < n
z[i, j] = q + p[i, j] if max(0, b[i, j]) < a[i, j] and b[i, j] > 0
    else p[i, j]  for i < m, j < n
w[i, j] = p[i, j] if y[i, j] > min(q, b[i, j]) else p[i, j] if b[i, j] < q
    else q  for i < m, j < n
output c, x, y, z, w

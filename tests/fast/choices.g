# choices.g: reads under conditions, in loops so short that they are unrolled.
dim m = 6, n = 16
param a[m, n] ~ normal(0, 1), b[m, n] ~ normal(0, 1)
p = exp(a)
q = exp(b)
# The place is in bounds; or only where the condition holds.
A[i, j] = p[i + 1, j] if a[i, j] > 0 and i < m - 1 else p[i, j]  for i < m, j < n
B[i, j] = q[i + 1, j] if i < m - 1 and b[i, j] > 0 else 0  for i < m, j < n
s = sum(B)
output A, s

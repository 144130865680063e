# derivatives_blocks.g: a Jacobian whose rows do not share anything, whole and
# in blocks, in less work than 40 · 40 · 3.
#
# value difference = 0 ± 1e-6
# work forward <= 1500
dim n = 40, k = 3
x[i,j] = sin(i + j) for i < n, j < k
param w[k] = [1, 2, 3]
c[i,j] = x[i,j] w[j]
y[i] = exp(c[i]·w / 10)
A = jacobian(y, c)
B[i] = jacobian(r, v) where v = c[i]; r = exp(v·w / 10)
D[i] = A[i,i] - B[i]
difference = sum(D .^ 2)
s[i] = sum(A[i])
output difference, s

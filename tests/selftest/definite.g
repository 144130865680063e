# definite.g: matrices that must be positive definite.
param A[3, 3]
input B[2, 3, 3], b[3], k : index(3)
L = cholesky(A)
t[m] = logdet(B[m]) + solve(A, b)[k]  for m < 2
s = sum(L)
output s, t

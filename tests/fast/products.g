# products.g: products of matrices, large enough for a library.
dim n = 70, m = 90, q = 64
param A[n,m] ~ normal(0, 1), B[m,q] ~ normal(0, 1), C[q,m] ~ normal(0, 1)
P[i,j] = sum[k](A[i,k] B[k,j])
R[i,j] = sum[k](A[i,k] C[j,k])
J = sum(P ⊙ R) / 1000
output J

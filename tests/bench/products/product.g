# product.g: a contraction of two square matrices.
dim n = 256
input A[n, n], B[n, n]
C[i, j] = sum[k](A[i, k] B[k, j])
output C

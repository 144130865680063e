# choices_in_products.g: factors of sums of products that choose.
# contractions recognised
dim n = 9, m = 11, q = 12
input a, b
A[i, k] = a ((i k) mod 7 - 3.25) for i < n, k < m
B[k, j] = b ((k + 2 j) mod 5 - 1.5) for k < m, j < q
U[i, j] = sum[k](relu(A[i, k]) abs(B[k, j]))
V[i, j] = sum[k](A[i, k] (B[k, j] if B[k, j] > -1 else B[k, j] / 2))
J = sum[i, j](U[i, j]²) / 64
K = sum[i, j](V[i, j]²) / 64
output J, K
# at a=1 b=1
# value J = 135.1865234375
# value K = 274.35760498046875
# gradient ∂J/∂a = 270.373046875
# gradient ∂J/∂b = 270.373046875
# gradient ∂K/∂a = 548.7152099609375
# gradient ∂K/∂b = 548.7152099609375

# sum_of_one_factor.g: an index of one factor alone is summed before the product.
dim n = 20, m = 30, q = 25
input a, b
A[i, j] = a ((i j) mod 7 - 2.5) for i < n, j < m
B[k, j] = b ((k + j j) mod 5 - 1.25) for k < q, j < m
s[i] = sum[j, k](A[i, j] B[k, j])
J = sum[i](s[i]²)
output J
# work forward <= 10000
# at a=1 b=1
# value J = 6860742.1875
# gradient ∂J/∂a = 13721484.375
# gradient ∂J/∂b = 13721484.375

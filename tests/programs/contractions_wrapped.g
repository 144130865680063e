# contractions_wrapped.g: sums over every second or third value of an index, and
# sums that go round: circular convolutions.
dim n = 37
input c, d
a[i] = sin(c i)                        for i < n
b[i] = cos(d i)                        for i < n
A[i,j] = c cos(i - 2j)                 for i < n, j < n
B[i,j] = d sin(i + 3j)                 for i < n, j < n
E[i,j] = sum[k : k mod 2 == 0](A[i,k] B[k,j])
F[i,j] = sum[k : (5 - k) mod 3 == 1 and k <= i](B[i,k] A[k,j])
y[k] = sum[i](a[i] b[(k - i) mod n])                       for k < n
z[k] = sum[i, j : (i + j) mod n == k](a[i] b[j])           for k < n
P[i,j] = sum[k](A[i, (j + k) mod n] B[k, i])               for j < n
w[i] = sum[j](A[i,j] b[j] if abs(i - j) <= 12 else 0)
q[k] = sum[i, j : i + j == k](a[i] b[j])                   for k < 2n - 1
J₁ = sum[i,j](E[i,j]² cos(i)) + sum(F ⊙ F)
J₂ = sum[k](y[k]² cos(k)) + sum[k](z[k]² sin(k)) + sum[k](q[k]² cos(2k))
J₃ = sum[i,j](P[i,j]² cos(i - j)) + sum[i](w[i]² sin(i))
output J₁, J₂, J₃

# contractions recognised
# at c=0.7 d=-1.3
# value J₁ = 4774.681374050948
# value J₂ = -16.337792239447005
# value J₃ = 1.4627672282065018
# gradient ∂J₁/∂c = 13641.94678300271
# gradient ∂J₁/∂d = -7345.663652386074
# gradient ∂J₂/∂c = -139.30025283854104 ± 2e-3
# gradient ∂J₂/∂d = -71.57342929443064 ± 2e-3
# gradient ∂J₃/∂c = 4.179334937732886
# gradient ∂J₃/∂d = 45.903943858075905 ± 1e-3

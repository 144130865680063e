# triangle.g: sums whose ends depend on other indices.
dim n = 5
input A[n,n], x[n]
L = sum[i, j : j < i](A[i,j]²)
c[i] = sum[j : j <= i](A[i,j] x[j])  for i < n
output L, c

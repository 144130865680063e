first(x[n]) = x[0]
input A[3, 3]
s = first(A)
output s

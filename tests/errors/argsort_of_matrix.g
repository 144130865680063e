input A[2,3]
p = argsort(A)
output p

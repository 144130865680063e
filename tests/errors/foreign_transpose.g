input x[3], A[3,3], c
y = x.T A
z = A.T
output y

input x[3], A[3,3], c
y = \sum x
output y

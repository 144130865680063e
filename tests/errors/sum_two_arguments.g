input x[3], A[3,3], c
y = sum(i, x[0])
z = mean(A, 0)
output y, z

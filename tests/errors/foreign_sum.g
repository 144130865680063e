input x[3], A[3,3], c
y = sum(x[i] for i in 0:3)
z = sum[i=0:3](x[i])
u = sum(A, axis=0)
v = sum[i in range(3)](x[i])
w = sum[0 <= i < 3](x[i])
output y

input A[3, 3]
s = sum[i, i](A[i, i])
output s

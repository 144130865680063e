input A[4, 4]
s = sum[i, j < 4 : j <= i](A[i, j + 1])
output s

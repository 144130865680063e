input A[3, 3]
s = sum[i](sum[i](A[i, i]) + j)
output s

input A[3, 3], i
s = sum[j](A[i, j])
output s

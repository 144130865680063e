input A[4], k : index(4)
s = sum[i < k](A[i])
output s

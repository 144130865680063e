input A[3, 4], B[3, 5]
s = sum[i](dot(A[i], B[i]))
output s

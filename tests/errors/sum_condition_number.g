input x[3]
s = sum[i : x](x[i])
output s

input a[3], b[3]
s = sum[i : a > 0](b[i])
output s

split(z[4 n]) = sum[i < n](z[i])
input z[10]
s = split(z)
output s

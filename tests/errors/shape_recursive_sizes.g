halve(x[2 n], n) = sum[i < n](x[2 i])
input v[7]
s = halve(v, 3)
output s

input x[5]
s = sum[i](i²)
output s

input x[5]
s = sum [i](x[i])
output s

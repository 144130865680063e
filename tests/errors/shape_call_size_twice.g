pair(x[n], y[n]) = x·y
input a[3], b[2]
s = pair(a, b)
output s

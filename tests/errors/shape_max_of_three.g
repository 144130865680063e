input a[3], b[3], c[2]
d = max(a, b, c)
output d

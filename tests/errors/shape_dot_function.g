input a[3], b[4]
s = dot(a, b)
output s

input a[3], b[4]
c = hypot(a, b)
output c

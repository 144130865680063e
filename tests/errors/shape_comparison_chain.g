input a[3], b[3], c[2]
n = sum(a <= b < c)
output n

input a[3], b[2]
c = min(a, b)
output c

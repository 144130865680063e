input a[3], b[4], t
c = a if t > 0 else b
output c

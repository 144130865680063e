input a[3], b[3], t[4]
c = a if t > 0 else b
output c

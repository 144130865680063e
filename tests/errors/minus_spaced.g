input a[3], b[2]
c = a -b
output c

input a[2], b[3], c[4]
d = a + b + c
output d

input a[3], b
z = a
z[0] = b
output z

input a[3]
z[0] = a[0]
z[0] = a[1]
output z

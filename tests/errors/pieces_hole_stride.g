input a[3]
z[2 i] = a[i]
output z

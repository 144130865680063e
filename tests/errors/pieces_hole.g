input a[3], b[3]
z[i] = a[i]
z[i + 4] = b[i]
output z

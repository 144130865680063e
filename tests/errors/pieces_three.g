input a[2]
z[i] = a[i]
z[i + 2] = a[i]
z[i + 3] = a[i]
output z

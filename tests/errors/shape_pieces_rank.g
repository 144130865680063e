input a[3]
c[i] = a[i]
c[i, j] = a[i] a[j]
output c

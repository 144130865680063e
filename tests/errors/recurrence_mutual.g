input x[4]
a[t] = b[t] + x[t]
b[t] = 2a[t] for t < 4
output b

input x[5], y[6]
z[i] = x[i] + y[i]
output z

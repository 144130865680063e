input x[3]
y[i] = y[i] + x[i]
output y

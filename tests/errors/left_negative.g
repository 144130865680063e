input x[5]
y[i - 1] = x[i]
output y

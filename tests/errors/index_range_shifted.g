input x[5]
y[i] = x[i + 1] - x[i + 2]
output y

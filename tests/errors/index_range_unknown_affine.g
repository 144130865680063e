input x[5]
y[i] = x[i + 1] - x[i + 0]
output y

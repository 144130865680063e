input x[5]
y[i] = x[2i] - x[4 - i]
output y

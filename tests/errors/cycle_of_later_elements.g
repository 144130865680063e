input x[3]
y[i] = y[i + 1] + x[i] for i < 2
output y

input x[10]
y[i] = x[2i + 1] for i < 6
output y

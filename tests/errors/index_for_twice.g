input x[5]
y[i] = x[i] for i < 5, i < 4
output y

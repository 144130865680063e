input x[5]
y[i] = x[i - 1] for i < 5
output y

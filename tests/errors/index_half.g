input x[6]
y[i] = x[i/2] for i < 6
output y

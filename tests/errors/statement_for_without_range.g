input x[3]
y[i] = x[i] for
output y

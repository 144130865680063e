input x[4]
y[0] = x[0]
y[t] = y[t-1] for t < 4
output y

input x[4]
y[0] = x[0]
y[t] = y[t-2] + x[t] for t in 1:4
output y

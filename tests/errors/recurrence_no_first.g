input x[4]
y[t] = y[t-1] + x[t] for t in 1:4
output y

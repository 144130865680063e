input x[4]
y[t] = y[t-1] + x[t]
output y

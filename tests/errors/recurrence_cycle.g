input x[4]
y[t] = y[t] + x[t]
output y

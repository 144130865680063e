input x[4]
y[0] = x[0]
y[t+1] = 2y[t]
output y

input x
y[0] = x
y[k+1] = 2y[k] until y[k] > 100
output y

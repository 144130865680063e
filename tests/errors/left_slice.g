input x[5]
y[0:5] = x
output y

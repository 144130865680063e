input x[5]
y[i] = 2 i
output y

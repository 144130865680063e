input x[5]
y[i] = x[i] for i in 3:3
output y

input x[5]
y[i] = x[i - 3] for i in 2:5
output y

input x[2]
y = training(x)
output y

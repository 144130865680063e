input x[3], y[4]
J = mse(x, y)
output J

input x[5], y[5]
z = (x + y)[7]
output z

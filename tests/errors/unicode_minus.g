input x[3], y[4]
z = x − y
output z

input x[3], y[4]
z = sum((x - y)²)
output z

input W[3, 3], x[3], y[3]
z = W(x - y)
output z

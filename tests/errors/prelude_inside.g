input x[3], y
J = cross_entropy(x, y)
output J

input x[3]
a, b = x, x, x
output a

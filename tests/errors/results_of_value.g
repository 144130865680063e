input x[3]
a, b = x
output a

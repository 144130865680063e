input x[3]
a, b = sin(x)
output a

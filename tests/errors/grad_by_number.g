input x[3]
a = grad(x[0], 2)
output a

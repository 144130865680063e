input x[3], a
y = a x
g = grad(y, x)
output g

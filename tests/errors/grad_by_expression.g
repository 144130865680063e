input x[3]
J = sum(x²)
g = grad(J, 2 x)
h = grad(J, x[1])
output g, h

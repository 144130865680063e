input x, y
J = x y
g = grad(J)
h = jvp(J, x)
output g, h

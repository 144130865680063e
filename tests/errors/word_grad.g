input x
J = x²
g = grad(J, x)
output g

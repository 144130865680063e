input x[3]
J = sum(x²)
g = grad(J, z)
output g

dim n = 3
input x[n]
J = n sum(x)
g = grad(J, n)
output g

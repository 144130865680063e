input x[3], A[3,3]
J = x·x
a = dJ/dx
b = swish(x) + cumsum(x)
c = chol(A)
d = ∂³J/∂x³
output a, b, c, d
minimize J

input x[3]
J = sum(x²)
a = gradient(J, x)
output a

input x[3]
a = jacobian(x)
output a

input x[2,2,2]
z = x .^ 2
a = jacobian(jacobian(z, x), x)
output a

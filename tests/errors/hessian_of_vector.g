input x[3]
a = hessian(x, x)
output a

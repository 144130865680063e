input x[3]
H = hessian(J, x)
J = x·x
output H

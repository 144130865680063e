batch B = 4
input x[3]
param w[3] = 1
J = w·x
g = grad(J, w)
output g

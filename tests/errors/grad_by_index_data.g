input x[3], k : index(3)
J = x[k]
g = grad(J, k)
output g

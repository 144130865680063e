input k[2] : index(3), x[3]
a = grad(x[k[0]], k)
output a

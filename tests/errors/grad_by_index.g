input x[3]
a[i] = grad(x[i], i)
output a

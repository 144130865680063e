import "imported/inside.g"
input x[2], y[3]
z = f(x, y)
w = g(x)
output z, w

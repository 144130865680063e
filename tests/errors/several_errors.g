dim n = 3
input x[n], y[4]
a = x + y
b = sin x
c = x[3]
d = quux(a)
e = x y + a
output a, b, c, d, e, f

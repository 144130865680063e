input x
a = x +
b = (x
c = x 2
d = * x
output a

input x
a = b + x
b = a x
c = d - x
d = c x
output a, c

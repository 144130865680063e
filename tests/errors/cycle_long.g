input x
a = b + x
b = c + x
c = d + x
d = e + x
e = f + x
f = g + x
g = h + x
h = k + x
k = a + x
output a

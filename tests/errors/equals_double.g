input x
a = b = x
output a

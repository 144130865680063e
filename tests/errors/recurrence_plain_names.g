input x
a = b + x
b = 2a
output b

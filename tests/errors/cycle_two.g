input x
a = b + x
b = a²
output b

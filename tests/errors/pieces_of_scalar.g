input a, b
z = a
z = b
output z

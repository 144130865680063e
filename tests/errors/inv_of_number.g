input a
b = inv(a)
output b

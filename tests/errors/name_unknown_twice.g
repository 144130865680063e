input x
a = x + qqq
b = x - qqq
output a, b

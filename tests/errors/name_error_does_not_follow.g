input x
a = x + qqq
b = 2 a
c = sin(b)
output c

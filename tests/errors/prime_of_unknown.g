input x
a = h′(x)
output a

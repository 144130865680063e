input x
Y = 2 x
output y

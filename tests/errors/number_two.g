input x
y = 2 3 x
output y

input x
y = 2 x
y = 3 x
output y

input x
y = 3..4 + x
output y

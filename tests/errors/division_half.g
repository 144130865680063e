input x
y = 1/2x
output y

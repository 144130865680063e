input x
y = 1
y = y + x
output y

input x
y = 0
y += x
output y

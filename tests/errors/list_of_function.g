input x
y = [sin, x]
output y

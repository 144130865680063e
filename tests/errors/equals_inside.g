input x, y
z = 1 if x = y else 0
output z

input x
y = 2 (x + 1
z = x
output y

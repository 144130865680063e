input x
y = 2 х + 1
output y

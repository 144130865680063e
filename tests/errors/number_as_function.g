input x
y = 2(x + 1) + x(x - 1)
output y

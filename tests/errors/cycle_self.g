input x
y = x + y
output y

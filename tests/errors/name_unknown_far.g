input x
y = x + quux
output y

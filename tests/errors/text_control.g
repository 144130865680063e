input x
y = x + [31m 1
output y

input x
y = 1e999 x
output y

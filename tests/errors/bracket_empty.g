input x
y = sin()
output y

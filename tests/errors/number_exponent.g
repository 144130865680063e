input x
y = 3e x
output y

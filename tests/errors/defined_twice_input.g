input x, x
output x

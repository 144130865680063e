input x
output x + 1

input x = 3
output x

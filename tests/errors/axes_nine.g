input x[2, 2, 2, 2, 2, 2, 2, 2, 2]
output x

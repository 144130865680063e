input x[2:3]
output x

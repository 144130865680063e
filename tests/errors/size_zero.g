input x[0]
output x

input x[3]
output x[0]

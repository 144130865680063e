input x[2 + k]
output x

input x[3000000000]
output x

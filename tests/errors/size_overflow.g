input x[100000, 100000]
output x

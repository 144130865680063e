dim n = 2 m
input x[n]
output x

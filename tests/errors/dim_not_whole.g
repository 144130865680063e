dim n = 2.5
input x[n]
output x

dim n = 0
input x[n]
output x

dim n = mod(7, 0)
input x[n]
output x

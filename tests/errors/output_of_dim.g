dim n = 3
input x[n]
output x, n

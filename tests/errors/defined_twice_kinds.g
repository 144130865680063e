dim n = 3
input x[n]
n = 4
output x

dim N = 3
input x[n]
output x

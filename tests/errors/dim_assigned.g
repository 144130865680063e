dim n = 20
n = 30
input x[n]
output x

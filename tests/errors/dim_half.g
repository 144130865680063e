dim n = 5, m = n/2
input x[m]
output x

dim n = 3, m = n - 5
input x[m]
output x

dim n
input x[n]
output x

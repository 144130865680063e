dim n = 5
input x[n]
y = x[n/2]
output y

input x[3]
y = 0:2
output y

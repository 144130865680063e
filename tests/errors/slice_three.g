input x[9]
y = x[0:9:2]
output y

input x[5]
y = x[2:7]
output y

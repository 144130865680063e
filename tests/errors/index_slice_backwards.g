input x[5]
y = x[3:1]
output y

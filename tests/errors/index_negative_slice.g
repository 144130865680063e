input x[5]
y = x[0:-1]
output y

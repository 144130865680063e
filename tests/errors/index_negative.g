input x[5]
y = x[-1]
output y

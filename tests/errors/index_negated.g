input x[5]
y = -x[5]
output y

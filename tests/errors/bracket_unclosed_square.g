input x[3]
y = x[0
output y

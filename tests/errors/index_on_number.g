input x
y = x[0]
output y

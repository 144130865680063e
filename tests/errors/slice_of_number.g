input x
y = x[0:1]
output y

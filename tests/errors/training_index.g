input x[2]
y = x[training]
output y

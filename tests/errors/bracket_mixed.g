input x[3]
y = sum(x[0)] + 1
output y

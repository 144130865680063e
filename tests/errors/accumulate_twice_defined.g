input x[3]
y = x
y += 1
output y

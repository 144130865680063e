input x
y = x if x > 0
output y

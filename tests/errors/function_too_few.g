input x
y = atan2(x)
output y

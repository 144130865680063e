Input x
y = x
output y

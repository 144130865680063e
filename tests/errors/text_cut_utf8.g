input x
y = x + â‚
output y

input x
y = # nothing
output y

input x
param w = 2 x
y = w x
output y

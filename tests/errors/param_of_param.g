input x
param v = 1
param w = 2 v
y = w x + v
output y

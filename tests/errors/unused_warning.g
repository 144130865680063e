input x, spare
param w = 1
y = 2 x
z = 3 x
output y

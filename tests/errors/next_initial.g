input x
state r = 0
param w = r + 1
y = w x
next r = y
output y

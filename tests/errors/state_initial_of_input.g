input x
state r = x
y = x + r
output y

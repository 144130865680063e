input x
state r = 0
next r = x
y = x + r
output y, next r

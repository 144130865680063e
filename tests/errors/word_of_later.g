freeze r = 0
input x
y = x + r
output y

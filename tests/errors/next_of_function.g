input x
state r = 0
next r(z) = z + 1
y = x + r
output y

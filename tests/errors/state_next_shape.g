input x[3]
state r[2] = 0
next r = x
y = x[0] + r[0]
output y

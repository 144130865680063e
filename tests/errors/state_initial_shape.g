input x
state r[2] = [1, 2, 3]
y = x + r[0]
output y

input x[3]
state r[4] = 0
next r[i] = x[i] + r[i] for i < 3
output x

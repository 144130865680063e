input x[4]
y = x[i] for i < 4
output y

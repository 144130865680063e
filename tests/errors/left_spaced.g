input x[3]
y [i] = x[i]
output y

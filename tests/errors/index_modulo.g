input x[5]
y[i] = x[mod(i, 6)] for i < 12
output y

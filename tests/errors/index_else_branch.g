input x[5]
y[i] = 0 if i > 0 else x[i - 1] for i < 5
output y

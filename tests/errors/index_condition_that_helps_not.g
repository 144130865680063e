input x[5]
y[i] = x[i - 1] if i > -1 else 0 for i < 5
output y

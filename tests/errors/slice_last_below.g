input x[5]
y[i] = sum(x[i - 1:i + 1]) for i < 5
output y

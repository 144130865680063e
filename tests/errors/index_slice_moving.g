input x[5]
y[i] = sum(x[i:i + 3]) for i < 5
output y

input x[5], t
y[i] = x[i - 1] if t > 0 else 0 for i < 5
output y

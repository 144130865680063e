input x[4]
y[t] = x[t] + (y[t-1] if t > 0 else 0) + (y[t+1] if t < 3 else 0)
output y

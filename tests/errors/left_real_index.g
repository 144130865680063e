input x[5], t
y[t] = x[0]
output y

param r, x0
x[0] = x0
x[t+1] = r x[t] (1 - x[t]) for t < 10
J = x[10]
output J

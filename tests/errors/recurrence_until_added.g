input x[4]
y[t] += x[t] for t < 4 until x[t] > 1
output y

input x[4]
y[0] = x[0]
y[k+1] = 2y[k] for j < 3, k < 3 until y[k] > 100
output y

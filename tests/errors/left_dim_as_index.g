dim k = 2
input x[4]
y[k] = x[k]²
output y

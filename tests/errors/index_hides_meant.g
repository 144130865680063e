input x[4]
y[k] = x[k]² for k < 4
k = argmax(y)
output y, k

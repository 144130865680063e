input x[4]
y[k] = x[k]²
k = argmax(y)
output y, k

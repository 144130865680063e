input x[4]
k = argmax(x)
y[k] = x[k]²
output y

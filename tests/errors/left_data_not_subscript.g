input x[4], u
k = argmax(x)
y[k] = u
output y

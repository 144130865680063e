input x[4]
k = argmax(x)
s[k] += x[k] x[k + 1]
output s

input x[3]
y = softmax(x, 2)
output y

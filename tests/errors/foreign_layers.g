input x[2,4], w : index(3)
a = linear(x[0], 3)
b = conv1d(x, 3)
c = maxpool(x, 2)
d = embedding(w, 3, 2)
output a, b, c, d

input x[3]
loss(z[n], t) = cross_entropy(2z, t)
y = loss(x, 7)
output y

input p[3]
y[i] = p[i](1 - p[i])
output y

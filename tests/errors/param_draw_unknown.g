input x
param w ~ gauss(0, 1)
y = w x
output y

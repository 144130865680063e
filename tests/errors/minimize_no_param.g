input x
param w = 1
J = x²
y = w x
output J, y
minimize J by sgd(rate = 1)

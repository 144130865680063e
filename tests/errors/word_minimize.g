input x
param w = 1
J = (w x)²
output J
minimize J over w by sgd(rate = 0.1)

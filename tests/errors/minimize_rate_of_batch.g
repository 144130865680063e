batch B = 4
input x
param w = 1
J = (w x)²
output J
minimize J by sgd(rate = x)

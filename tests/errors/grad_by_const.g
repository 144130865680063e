const K[3] = [1, 2, 3]
input x[3]
J = K·x
g = ∂J/∂K
output g

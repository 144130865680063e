param W[3, 4] = 0
input x[4]
z = W - x
output z

batch B = 4
input x[3]
param W[2, 4] ~ xavier
y = W x
output y

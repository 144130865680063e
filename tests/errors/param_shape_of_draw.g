input x[3]
param W[2, 3] ~ normal(0, 0.1) + 1
y = W x
output y

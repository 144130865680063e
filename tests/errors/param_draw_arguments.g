input x[3]
param w[3] ~ normal(0, 1, 2)
y = w·x
output y

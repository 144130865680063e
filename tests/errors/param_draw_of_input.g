input x[3], s
param w[3] ~ normal(0, s)
y = w·x
output y

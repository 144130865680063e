input x
state k[3] ~ normal(0, 1)
y = x k[0]
output y

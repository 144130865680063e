input x
param w ~ normal(0)
y = w x
output y

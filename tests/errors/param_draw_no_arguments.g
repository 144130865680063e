input x[3]
param w[3] ~ uniform
y = w·x
output y

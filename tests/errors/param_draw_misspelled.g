input x[3]
param w[3] ~ xaver
y = w·x
output y

input x[3]
input e[3] ~ xavier
y = x + e
output y

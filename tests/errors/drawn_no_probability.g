input x[3]
input m[3] ~ dropout
y = x ⊙ m
output y

input x[3]
input m[3] ~ dropout(1)
input k[3] ~ bernoulli(1.5)
y = x ⊙ m ⊙ k
output y

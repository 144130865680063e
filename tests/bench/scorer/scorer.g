# scorer.g: a score of a vector, by a network of one hidden layer.
dim n = 20, m = 8
input x[n]
param W[m, n] ~ xavier, b[m] ~ normal(0, 0.1), u[m] ~ xavier
f(z) = 1 / (1 + exp(-z))
s = u·f(W x + b)
output s

# embedding.g: words looked up and joined; the gradient is a scatter.
dim vocab = 50, d = 4
input w[3] : index(vocab), t
param E[vocab, d] ~ normal(0, 0.1), u[3 d] ~ xavier
x[d k + j] = E[w[k], j]
J = (u·x - t)²
output J

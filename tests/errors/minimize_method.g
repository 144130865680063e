dim n = 3, vocab = 9
input x[n]
input w : index(vocab)
param W[2, n] ~ xavier
param b[2] = 0
param E[vocab, n] ~ normal(0, 1)
z = W x + b
J = z·z + E[w, 0]²
output J
minimize J by adamm(rate = 0.1)

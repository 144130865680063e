# Rows of a table that are chosen by the first n of some words, a word twice, beside
# a table that all of a batch reads more often than it has rows.
batch B = 3
dim   vocab = 40, d = 4, kinds = 5

input w[6] : index(vocab), n : index(7)
input k[2] : index(kinds)
input y

param E[vocab, d] ~ normal(0, 1)
param K[d, kinds] ~ normal(0, 1)
param c[kinds]    = 0
param v[d]        ~ normal(0, 1)

e[j] = sum[i : i < n](E[w[i], j])
f[j] = sum[i](K[j, k[i]])
J = (tanh(v·(e + f)) + c[k[0]] - y)²

output J
minimize J by METHOD

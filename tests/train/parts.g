# Some elements are trained, some params are frozen, J is no output.
dim   n = 6, m = 4, vocab = 30

input x[n]
input w[3] : index(vocab)
input y

param E[vocab, n] ~ normal(0, 1)
param V[n, n]     ~ xavier
param W[m, n]     ~ xavier
param T[2, m, n]  ~ xavier
param b[m]        = 0
param a           = 1

e[j] = sum[i](E[w[i], j])
h = tanh(W (V x + e) + b)
g[p] = sum[i, j](T[p, i, j] h[i] x[j])
s = a sum(h) + g[0] g[1]
J = (s - y)²

output s
minimize J by METHOD
freeze V
update W[1:3, 0:2], T[:, 1, 2:]
update E[5:20, 2:5]
update b[3]

# baked.g: params of each rank, one that infer does not read, and a state.
dim n = 20
input x[n], k : index(4)
param W[16, n] ~ normal(0, 0.3)
param b[16] ~ normal(0, 0.1)
param E[4, 2, 16] ~ uniform(-1, 1)
param c = 0.1
param v[2] = 1
state r[16] = 0.25
h = tanh(W x + b + r)
z = E[k] h
next r = 0.5 r + 0.5 h
s = c z[0] - z[1] + (v·v if training else 0)
output s, z

# Gradients that are as cheap as the update; that by b reads u, and that by u
# reads b.
dim   n = 6, m = 9

input x[n], z[m], y

param u[n]    ~ normal(0, 1)
param b[n]    ~ normal(0, 1)
param W[n, m] ~ xavier

s = 0.2 sum[i](u[i] b[i] x[i]) + 0.1 sum[i, j](W[i, j] z[j])
J = (s - y)²

output s
minimize J by METHOD

# A network with two layers in a batch: every method.
batch B = 4
dim   n = 3, m = 5

input x[n]
input y

param W[m, n] ~ xavier
param b[m]    = 0.1
param u[m]    ~ xavier

h = tanh(W x + b)
s = u·h
J = (s - y)²

output s, J
minimize J by METHOD

# rnn.g: a recurrence with much to do at each step, so that its equations are
# timed apart, and a derivative. The runner knows the lines.
dim T = 20, n = 96
input x[T, n]
param U[n, n] ~ xavier, V[n, n] ~ xavier, W[n, n] ~ xavier

a[t] = V x[t]
h[0] = zeros(n)
k[0] = ones(n)
h[t + 1] = tanh(U h[t] + a[t] + k[t]) for t < T
k[t + 1] = W h[t] / 2 for t < T

J = sum(h)
e = sum[i](exp(x[0, i]^2))
g = grad(e, x)
output J, g

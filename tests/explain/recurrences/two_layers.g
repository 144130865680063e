dim L = 2, T = 5, n = 3
input x[T, n], y[n]
param W[L, n, n] ~ xavier, U[L, n, n] ~ xavier
h[0] = zeros(n)
g[0] = zeros(n)
h[t+1] = tanh(W[0] h[t] + U[0] x[t]) for t < T
g[t+1] = tanh(W[1] g[t] + U[1] h[t+1]) for t < T
J = ½ ‖g[T] - y‖²
output J

# options: --describe --max-ram=2K
dim T = 50, n = 8
batch B = 4
input x[T,n], r[n]
param W[n,n] ~ xavier, V[n,n] ~ xavier
h[0] = zeros(n)
h[t+1] = tanh(W h[t] + x[t]) for t < T
y = tanh(V h[T])
J = norm(y - r)²
output J

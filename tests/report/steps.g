# steps.g: statements of several arrays that take turns, and two outputs, of which
# one reads the other.
dim T = 4, n = 3
input x[T, n], y[n]
param U[n, n] ~ xavier, q = 0.3
h[0] = zeros(n); v[0] = 1
h[t+1] = tanh(U h[t] + x[t]) / v[t] for t < T
k[t] = v[t] + q for t < T
v[t+1] = 0.5 k[t]
p = h[T] - y
J = norm(p)²
output p, J

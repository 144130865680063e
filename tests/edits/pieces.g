dim n = 6
input x[n], w[n]
param p[n] ~ normal(0, 1)
state r = 0, q = 1
y[0] = x[0]
y[i + 1] = tanh(y[i] + p[i]) for i < n - 1
z[i] = x[i] for i < 3
z[i + 3] = exp(w[i + 3]) for i < 3
acc = sum(y) + sum(z²)
g(a) = exp(-a)
g(a[k]) = a·a
h = f(g(x[1])) + g(p)
f(a) = sin(a)
next r = r + h
next q = 0.5 q + acc
even[k + 1] = odd[k] * 2 for k < n - 1
even[0] = 1
odd[k] = even[k] + x[k]
out = h + acc + sum(odd) + sum(even) + q r
output out, y

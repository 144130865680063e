# lstm.g: two layers of memory over a text of 14 signs, 1,024 of them, and how
# well each sign foretells the next: the objective of ADBench (Srajer et al.
# 2018), where gates have weights for each unit rather than matrices.
dim T = 1024, n = 14, layers = 2
input x[T, n]
param w[layers, 2, 4, n]    # by layer: weights and biases, of the four gates
param e[3, n]               # of the input; weights and biases of the output
param s₀[layers, 2, n]      # the first outputs and cells
h[0, l, i] = s₀[l, 0, i] for l < layers, i < n
c[0, l, i] = s₀[l, 1, i] for l < layers, i < n
a[t, 0, i] = x[t, i] e[0, i] for t < T - 1, i < n
a[t, l + 1, i] = h[t + 1, l, i] for t < T - 1, l < layers, i < n
c[t + 1, l, i] = c[t, l, i] sigmoid(a[t, l, i] w[l, 0, 0, i] + w[l, 1, 0, i])
  + sigmoid(h[t, l, i] w[l, 0, 1, i] + w[l, 1, 1, i])
    tanh(h[t, l, i] w[l, 0, 3, i] + w[l, 1, 3, i])
  for t < T - 1, l < layers, i < n
h[t + 1, l, i] = sigmoid(a[t, l, i] w[l, 0, 2, i] + w[l, 1, 2, i])
    tanh(c[t + 1, l, i])
  for t < T - 1, l < layers, i < n
y[t, i] = a[t, layers, i] e[1, i] + e[2, i] for t < T - 1, i < n
J = -sum[t < T - 1, i](x[t + 1, i] (y[t, i] - log(2 + sum[k](exp(y[t, k])))))
  / ((T - 1) n)
output J

# lstm.g: two layers of memory over a text of 14 signs, 1,024 of them, and how
# well each sign foretells the next: the objective of ADBench (Srajer et al.
# 2018), where gates have weights for each unit rather than matrices.
dim T = 1024, n = 14, layers = 2
input x[T, n]
param w[layers, 2, 4, n]    # by layer: weights and biases, of the four gates
param e[3, n]               # of the input; weights and biases of the output
param s₀[layers, 2, n]      # the first outputs and cells

# The next output and cell.
cell(w[2, 4, n], x[n], h[n], c[n]) = gate(2, x) ⊙ tanh(d), d
  where d = gate(0, x) ⊙ c + gate(1, h) ⊙ tanh(w[0, 3] ⊙ h + w[1, 3])
        gate(k, z[n]) = sigmoid(w[0, k] ⊙ z + w[1, k])

h[0] = s₀[0, 0]
c[0] = s₀[0, 1]
h[t + 1], c[t + 1] = cell(w[0], x[t] ⊙ e[0], h[t], c[t]) for t < T - 1
g[0] = s₀[1, 0]
d[0] = s₀[1, 1]
g[t + 1], d[t + 1] = cell(w[1], h[t + 1], g[t], d[t]) for t < T - 1
y[t] = g[t + 1] ⊙ e[1] + e[2] for t < T - 1
J = -sum[t < T - 1, i](x[t + 1, i] (y[t, i] - log(2 + sum(exp(y[t])))))
  / ((T - 1) n)
output J

input x[2]
y[a, b, c, d, e, f, g, h, k] = x[a] x[b] x[c] x[d] x[e] x[f] x[g] x[h] x[k]
output y

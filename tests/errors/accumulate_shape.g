input w[4] : index(3), g[4, 2], h[3]
G[w[k]] += g[k] + h
output G

input w[4] : index(3), g[4]
z[w[k]] = g[k]
output z

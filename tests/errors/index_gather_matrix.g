input w[2, 3] : index(9), E[9, 4]
y = E[w, 4]
output y

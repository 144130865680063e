input w : index(9), E[9]
y = E[w + 1]
output y

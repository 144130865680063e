input w : index(10), E[8, 3]
y = E[w]
output y

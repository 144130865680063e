const K : index(5) = 7
input x[5]
y = x[K]
output y

input x[5], k : index(3)
y = sum(x[k:4])
output y

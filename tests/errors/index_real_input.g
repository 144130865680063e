input x[5], k
y = x[k]
output y

input x[5], t
k = floor(t)
y = x[k]
output y

input x[n]
y = sum(x)
output y

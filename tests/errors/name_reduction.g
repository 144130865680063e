input x[3]
y = Sum(x)
output y

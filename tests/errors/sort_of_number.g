input x
y = sort(x)
output y

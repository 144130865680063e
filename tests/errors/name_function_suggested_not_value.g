input sine, x
y = sinn(x)
output y

input x
f(mean) = 2 mean
y = f(x)
output y

input x
f(z) = g(z) + 1
g(z) = f(z) - 1
y = f(x)
output y

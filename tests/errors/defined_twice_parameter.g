input x
f(a, a) = a²
y = f(x, x)
output y

input x
f(a) = a²
y = f(x)
output y, a

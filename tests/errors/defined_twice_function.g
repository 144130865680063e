input x
f(a) = a²
f(b) = b³
y = f(x)
output y

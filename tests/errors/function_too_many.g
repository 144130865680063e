input x
f(a, b) = a + b
y = f(x, x, x)
output y

input x
f(z) = z + y
y = f(x)
output y

input x[3]
f(z) = z²
y = f[0]
output y

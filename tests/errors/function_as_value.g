input x
f(z) = z²
y = f + x
output y

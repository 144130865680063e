input x
f(z) = z²
y = 2 x
output y

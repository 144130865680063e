input x
f(z) = z²
output f, x

f(z) = [z, z²]
input x[3]
y = f(x)
output y

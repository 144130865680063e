input x[3]
f(z[n]) = sum(z²)
g = f′(x)
output g

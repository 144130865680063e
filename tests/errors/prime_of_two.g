input x, y
f(a, b) = a b²
g = f′(x, y)
output g

input x
y = sigmiod(x) + cosh(x)
output y

input x[3]
y = 2x
a = ∂y/∂x
output a

input x
J = x²
g = ∂J/∂x
output g

input x₁
y = x₂ + 1
output y

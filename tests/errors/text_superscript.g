input x
y = xᵃ
output y

input x[3], y[3]
z = xᵀ yᵀ
output z

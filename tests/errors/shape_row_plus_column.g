input x[3], y[3]
z = x + yᵀ
output z

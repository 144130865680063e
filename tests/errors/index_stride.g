input x[28, 28]
y[r, c] = max[a < 2, b < 2](x[2r + a, 2c + b]) for r < 14, c < 15
output y

input x[28, 28]
param K[5, 5] ~ he
y[r, c] = sum[p, q](K[p, q] x[r + p, c + q]) for r < 25, c < 24
output y

# quotients.g: several numbers of one loop are divided by the same.
dim n = 3
input t, x[n]
u[i] = sin(x[i]) / (t + 1)
v[i] = x[i]² / (t + 1)
w[i] = (x[i] - 0.5) / (t + 1) + 1 / (t + 1)
output u, v, w

batch B = 3
input x[3]
param g[2] = 1, b[3] = 0
y = batch_norm(x, batch_mean(x), batch_var(x), g, b)
output y

input x[3]
y = x - batch_mean(x)
output y

batch B = 3
input x[3]
y = x - batch_mean
output y

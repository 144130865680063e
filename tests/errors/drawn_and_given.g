input x
input e = 3 ~ normal(0, 1)
y = x + e
output y

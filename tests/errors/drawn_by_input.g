input x
input e ~ normal(0, x)
y = x + e
output y

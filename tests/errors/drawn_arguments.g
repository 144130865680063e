input x
input e ~ normal(1)
input u ~ dropout(0.5, 2)
y = x + e + u
output y

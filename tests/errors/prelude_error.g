input x[3]
y = x + layernorm(2)
output y

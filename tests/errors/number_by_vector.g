input x[3]
z = 1 / x
output z

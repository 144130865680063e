input x
input e ~ gauss(0, 1)
y = x + e
output y

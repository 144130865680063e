input x
y = x ** 2
output y

dim n = 3
input x
y = n(x + 1)
output y

input a, b, c
y = a / b c
output y

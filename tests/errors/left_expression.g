input x
x + y = 3
output x

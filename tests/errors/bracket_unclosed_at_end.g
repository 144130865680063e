input x
output x
y = sin(x

input x
param w = 1
next w = w + x
output x

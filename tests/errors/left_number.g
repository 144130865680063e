input x
3 = x
output x

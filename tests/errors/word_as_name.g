input x
sum = x + 1
output x

input x
y = x + ÿş + 1
output y

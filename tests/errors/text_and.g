input x
y = 1 if x > 0 && x < 1 else 0
output y

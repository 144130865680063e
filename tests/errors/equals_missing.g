input x
y x + 1
output y

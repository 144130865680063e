input x
y = []
output y

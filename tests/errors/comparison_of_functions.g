input x
y = 1 if sin > 0 else 0
output y

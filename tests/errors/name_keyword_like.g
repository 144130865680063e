input x
y = x ifx > 0 else 1
output y

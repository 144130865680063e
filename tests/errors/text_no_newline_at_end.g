input x
output y
input x[[3, 4]]
output x

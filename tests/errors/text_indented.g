input x
  y = 2 x
output y

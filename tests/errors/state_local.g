input x
y = x + r
  where state r = 0
output y

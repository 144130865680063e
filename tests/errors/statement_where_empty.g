input x
y = 2 x where
output y

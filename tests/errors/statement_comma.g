input x y
output x

input x : real
output x

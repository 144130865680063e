batch A = 3, B = 4
input x
output x

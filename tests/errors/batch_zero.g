batch B = 0
input x
output x

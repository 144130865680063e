batch A = 3
batch B = 4
input x
output x

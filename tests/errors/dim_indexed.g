dim n[3] = 2
input x
output x

dim n = 3 div 0
input x[n]
output x

input k
dim n = k
input x[n]
output x

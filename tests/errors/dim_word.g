dim n = many
input x[n]
output x

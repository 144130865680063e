input x[5]
s = sum x
output s

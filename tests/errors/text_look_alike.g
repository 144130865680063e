input a
y = а + 1
output y

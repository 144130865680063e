input K[2, 3, 4], x[4]
y = K x
output y

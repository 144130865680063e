input K[2, 3, 4], x[3]
y = K·x
output y

input x[3], A[3,3], c
y = (1, 2)
z = x[::2]
u = {1, 2}
output y

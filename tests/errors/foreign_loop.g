input x[3], A[3,3], c
for i in 0:3: y[i] = c
z = [i for i < 3]
output y

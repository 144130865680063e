input x[3], A[3,3], c
y = true
z = 1 if False else e^c
u = A^T
output y, z, u

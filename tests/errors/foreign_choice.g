input x[3], A[3,3], c
y = c > 0 ? 1 : 2
z = where(c > 0, 1, 2)
u = 1 if c > 0
output y

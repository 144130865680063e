input x[3], A[3, 4]
y = r + 1
    where r = A x
output y

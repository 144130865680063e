input x[3], A[2,3]
y = A x
a = vjp(y, x, [1, 2, 3])
output a

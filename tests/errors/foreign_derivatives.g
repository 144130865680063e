input x[3], A[3,3]
J = x·x
a = dJ/dx
b = swish(x) + cumsum(x)
c = chol(A) + relu6(x) + batchnorm(x)
output a, b, c

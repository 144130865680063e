# small_differences.g: expm1, log1p, and laws that find them, near 0.
input x
a = expm1(x)
b = log1p(x)
c = sinh(x)
d = atanh(x)
e = log(1 + x)
f = exp(x) - 1
g = log(exp(x))
output a, b, c, d, g
# double: 1e-200 is no float

# at x=1e-12
# value a = 1.0000000000005e-12
# value b = 9.999999999995e-13
# value c = 1e-12
# value d = 1e-12
# value g = 1e-12
# gradient ∂a/∂x = 1.000000000001
# gradient ∂b/∂x = 0.999999999999
# gradient ∂c/∂x = 1
# gradient ∂d/∂x = 1
# gradient ∂g/∂x = 1

# at x=-1e-08
# value a = -9.999999950000001e-09
# value b = -1.0000000050000001e-08
# value c = -1e-08
# value d = -1e-08
# value g = -1e-08
# gradient ∂a/∂x = 0.9999999900000001
# gradient ∂b/∂x = 1.0000000100000002
# gradient ∂c/∂x = 1
# gradient ∂d/∂x = 1
# gradient ∂g/∂x = 1

# at x=1e-200
# value a = 1e-200
# value b = 1e-200
# value c = 1e-200
# value d = 1e-200
# value g = 1e-200
# gradient ∂a/∂x = 1
# gradient ∂b/∂x = 1
# gradient ∂c/∂x = 1
# gradient ∂d/∂x = 1
# gradient ∂g/∂x = 1

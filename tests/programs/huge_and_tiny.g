# huge_and_tiny.g: nothing overflows on the way to what fits.
input x[2]
b = hypot(x[0], x[1])
d = mean(x)
e = x ⊘ sum(x)
f = sqrt(x[0])²
output b, d, e, f
# double: 1e300 is no float

# at x=[3e+150,4e+150]
# value b = 5e+150
# value d = 3.5e+150
# value e = [0.4285714285714286, 0.5714285714285714]
# value f = 3e+150
# gradient ∂b/∂x = [0.6, 0.7999999999999999]
# gradient ∂d/∂x = [0.5, 0.5]
# gradient ∂f/∂x = [1, 0]

# at x=[3e+300,4e+300]
# value b = 5e+300
# value d = 3.5e+300
# value e = [0.42857142857142855, 0.5714285714285714]
# value f = 3e+300
# gradient ∂b/∂x = [0.6, 0.8]
# gradient ∂d/∂x = [0.5, 0.5]
# gradient ∂f/∂x = [1, 0]

# at x=[3e-300,4e-300]
# value b = 5e-300
# value d = 3.5e-300
# value e = [0.42857142857142855, 0.5714285714285714]
# value f = 3e-300
# gradient ∂b/∂x = [0.6, 0.8]
# gradient ∂d/∂x = [0.5, 0.5]
# gradient ∂f/∂x = [1, 0]

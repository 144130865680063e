# spelling_look_alikes.g: signs that look the same are the same.
input x, y, μ
a = x − y - x ∗ y
b = x ∕ y + x / y
c = [x, y] ⋅ [y, x]
d = µ + μ               # micro and mu
∆ = x; e = Δ            # increment and Delta
output a, b, c, d, e

# at x=6 y=2 μ=5
# value a = -8
# value b = 6
# value c = 24
# value d = 10
# value e = 6
# gradient ∂a/∂x = -1
# gradient ∂a/∂y = -7
# gradient ∂a/∂μ = 0
# gradient ∂b/∂x = 1
# gradient ∂b/∂y = -3
# gradient ∂b/∂μ = 0
# gradient ∂c/∂x = 4
# gradient ∂c/∂y = 12
# gradient ∂c/∂μ = 0
# gradient ∂d/∂x = 0
# gradient ∂d/∂y = 0
# gradient ∂d/∂μ = 2
# gradient ∂e/∂x = 1
# gradient ∂e/∂y = 0
# gradient ∂e/∂μ = 0

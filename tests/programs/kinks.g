# kinks.g: where there is no derivative one is fixed.
input x, y
a = abs(x)
b = relu(x)
c = sign(x)
d = max(x, y)
e = min(x, y)
f = hypot(x, y)
g = leaky_relu(x)
h = hard_tanh(x - 1) + hard_tanh(x + 1)
i = clamp(x, 0, 1)
j = floor(x) + ceil(x) + round(x)
k = max(y, x, y)
l = x if x > y else -x
output a, b, c, d, e, f, g, h, i, k, l

# at x=0 y=0
# value a = 0
# value b = 0
# value c = 0
# value d = 0
# value e = 0
# value f = 0
# value g = 0
# value h = 0
# value i = 0
# value k = 0
# value l = 0
# gradient ∂a/∂x = 0
# gradient ∂b/∂x = 0
# gradient ∂d/∂x = 1
# gradient ∂d/∂y = 0
# gradient ∂e/∂x = 1
# gradient ∂e/∂y = 0
# gradient ∂f/∂x = 0
# gradient ∂f/∂y = 0
# gradient ∂g/∂x = 0.01
# gradient ∂h/∂x = 2
# gradient ∂i/∂x = 1
# gradient ∂k/∂x = 0
# gradient ∂k/∂y = 1
# gradient ∂l/∂x = -1

# at x=-3 y=4
# value a = 3
# value b = 0
# value c = -1
# value d = 4
# value e = -3
# value f = 5
# value g = -0.03
# value h = -2
# value i = 0
# value k = 4
# value l = 3
# gradient ∂a/∂x = -1
# gradient ∂a/∂y = 0 ± 1e-6
# gradient ∂d/∂x = 0 ± 1e-6
# gradient ∂d/∂y = 1
# gradient ∂e/∂x = 1
# gradient ∂e/∂y = 0 ± 1e-6
# gradient ∂f/∂x = -0.6
# gradient ∂f/∂y = 0.8
# gradient ∂g/∂x = 0.01
# gradient ∂g/∂y = 0 ± 1e-6
# gradient ∂k/∂x = 0 ± 1e-6
# gradient ∂k/∂y = 1
# gradient ∂l/∂x = -1
# gradient ∂l/∂y = 0 ± 1e-6

# choice_nan_across.g: what only an untaken branch uses counts for nothing, over
# any number of equations.
input x, y
r = sqrt(x)
q = log(r) + r
a = r if x > 0 else 0
b = q² if x > 0 else y
c = 2q if x > 0 else q if y > 5 else y
output a, b, c

# at x=-1 y=3
# value a = 0
# value b = 3
# value c = 3
# gradient ∂a/∂x = 0
# gradient ∂b/∂x = 0
# gradient ∂b/∂y = 1
# gradient ∂c/∂x = 0
# gradient ∂c/∂y = 1

# at x=0 y=3
# value a = 0
# value b = 3
# value c = 3
# gradient ∂a/∂x = 0
# gradient ∂b/∂x = 0
# gradient ∂b/∂y = 1
# gradient ∂c/∂x = 0
# gradient ∂c/∂y = 1

# at x=4 y=3
# value a = 2
# value b = 7.253041736157983
# value c = 5.386294361119891
# gradient ∂a/∂x = 0.25
# gradient ∂a/∂y = 0 ± 1e-6
# gradient ∂b/∂x = 2.019860385419959
# gradient ∂b/∂y = 0 ± 1e-6
# gradient ∂c/∂x = 0.75
# gradient ∂c/∂y = 0 ± 1e-6

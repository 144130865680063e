# functions_as_arguments.g: functions, sizes and indices as arguments.
input x[3], h
twice(f, x) = f(f(x))
square(x) = x²
repeated(x[n], m) = z  where z[i,j] = x[j] i for i < m
part(x[n], k) = x[k]
euler(f, x[n], h) = x + h f(x)
field(x[n]) = x ⊙ (1 - x)
a = twice(square, x)
b = twice(exp, 0) x[0]
c = repeated(x, 2)
d = part(x, 1) + part(x, argmax(x))
e = euler(field, euler(field, x, h), h)
output a, b, c, d, e

# at x=[1,0.5,3] h=0.1
# value a = [1, 0.0625, 81]
# value b = 2.718281828459045
# value c = [[0, 0, 0], [1, 0.5, 3]]
# value d = 3.5
# value e = [1, 0.5499375, 2.064]
# gradient ∂(sum a)/∂x = [4, 0.5, 108]
# gradient ∂(sum a)/∂h = 0 ± 1e-6
# gradient ∂b/∂x = [2.718281828459045, 0, 0]
# gradient ∂b/∂h = 0 ± 1e-6
# gradient ∂(sum c)/∂x = [1, 1, 1]
# gradient ∂(sum c)/∂h = 0 ± 1e-6
# gradient ∂d/∂x = [0, 1, 1]
# gradient ∂d/∂h = 0 ± 1e-6
# gradient ∂(sum e)/∂x = [0.8099999999999999, 0.995, 0.31]
# gradient ∂(sum e)/∂h = -6.581875

# rounding.g: to whole numbers, and rests; the derivatives are 0.
input x[6]
a = floor(x)
b = ceil(x)
c = round(x)
d = sign(x)
e = x + 0 floor(x)
output a, b, c, d, e

# at x=[-2.5,-0.5,0,0.5,2.5,1000000000000000.0]
# value a = [-3, -1, 0, 0, 2, 1000000000000000.0]
# value b = [-2, 0, 0, 1, 3, 1000000000000000.0]
# value c = [-3, -1, 0, 1, 3, 1000000000000000.0]
# value d = [-1, -1, 0, 1, 1, 1]
# value e = [-2.5, -0.5, 0, 0.5, 2.5, 1000000000000000.0]
# gradient ∂(sum e)/∂x = [1, 1, 1, 1, 1, 1]

# numbers.g: how numbers are written.
input x
a = .5 + 0.25 + 1e-3 + 2.5E6 + 1e+2
b = 2./x + 2.*x + 2.^x          # 2 and an operator
c = ½x + ¼x² + ¾
d = 0.1 + 0.2
e = 3x^2x                       # 3 x² x
f = 1e300 * 1e-300 x
g = π x
output a, b, c, d, e, f, g

# at x=3
# value a = 2500100.751
# value b = 14.666666666666666
# value c = 4.5
# value d = 0.3
# value e = 81
# value f = 3
# value g = 9.42477796076938
# gradient ∂b/∂x = 7.32295522225734
# gradient ∂c/∂x = 2
# gradient ∂e/∂x = 81
# gradient ∂f/∂x = 1
# gradient ∂g/∂x = 3.141592653589793

# powers_real.g: other powers, by both operands; of negative numbers NaN.
input x, p
a = x^p
b = x^½
c = x^1.5 - x^-0.5
d = 2^p
e = pow(x, 2.5)
output a, b, c, d, e

# at x=2.25 p=-1.5
# value a = 0.2962962962962963
# value b = 1.5
# value c = 2.7083333333333335
# value d = 0.3535533905932738
# value e = 7.59375
# gradient ∂a/∂x = -0.19753086419753085
# gradient ∂a/∂p = 0.24027561961965296
# gradient ∂b/∂x = 0.3333333333333333
# gradient ∂b/∂p = 0
# gradient ∂c/∂x = 2.3981481481481484
# gradient ∂c/∂p = 0
# gradient ∂d/∂x = 0
# gradient ∂d/∂p = 0.2450645358671368
# gradient ∂e/∂x = 8.4375
# gradient ∂e/∂p = 0

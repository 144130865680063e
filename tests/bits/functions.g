# functions.g: every elementary function and its derivative, where it bends, and
# (behind stop) far out, at infinities and at NaN, whose sign is nobody's.
dim n = 24

input x[n]
param w[n] = 1

z = 3 (w ⊙ x)                     # -3 to 3
u = 0.9 sin(z)                     # -0.9 to 0.9
p = 0.5 + z²                        # above 0

a = exp(z) + expm1(z) + tanh(z) + sigmoid(z) + sinh(z) - cosh(z)
b = sin(z) + cos(z) + tan(u) + asin(u) + acos(u) + atan(z) + atan2(z, p)
c = log(p) + log1p(p) + sqrt(p) + asinh(z) + acosh(1 + p) + atanh(u)
d = erf(z) + erfc(z) + lgamma(p) + digamma(p) + p.^z + p^2.5 + z³
e = abs(z) + sign(z) + floor(z) + round(z) + max(z, u) + min(z, p)

far[m, i] = stop(z[i] * 10^(8 (m - 3))) for m < 7, i < n     # to ∞
high = far.^16
none = stop(high ⊘ (1 + high))                             # or ∞/∞

f = [exp(far); tanh(far); sigmoid(far); log(far); sqrt(far); atan(far)]
g = [sin(far); cos(far); erf(far); lgamma(far); expm1(far); log1p(far)]
h = [exp(-high); exp(none); tanh(none); sigmoid(none); sqrt(none); atan(none)]
k = [max(none, far); abs(none); sign(none); floor(none); sinh(none)]

J = mean(a + b + c + d + e)

output a, b, c, d, e, f, g, h, k, J

minimize J by adamw(rate = 0.01, decay = 0.1)

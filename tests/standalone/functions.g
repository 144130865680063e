# functions.g: every function of numbers that the runtime has.
param x[40] ~ normal(1, 2)
input e[40] ~ normal(0, 0.1)
y = 0.3 + 0.01 x
a = exp(y) + expm1(y) + log(y) + log1p(y) + sqrt(y) + sigmoid(y)
b = sin(y) + cos(y) + tan(y) + asin(y) + acos(y) + atan(y)
c = sinh(y) + cosh(y) + tanh(y) + asinh(y) + acosh(1 + y) + atanh(y)
d = erf(y) + erfc(y) + lgamma(y) + digamma(y) + y^2.5 + y^7
f = cbrt(y) + hypot(x, y) + atan2(x, y) + abs(y) + sign(y) + floor(9 y) + ceil(9 y) + round(9 y) + min(y, e) + max(y, e)
z = a + b + c + d + f
s = sum(z) + max(z) + min(z)
output s

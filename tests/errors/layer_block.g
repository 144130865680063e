layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
input x[3]
f(x[n]) = 2x
a[l] = dense[l](x, 3)
b = f[1](x)
c = x[1](x)
e = foo[1](x)
d = dense[0:2](x, 3)
i[l] = dense[l - 1](x, 3) for l < 3
output a, b, c, d, e, i

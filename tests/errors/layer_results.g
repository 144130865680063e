layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
layer two(x[n]) = W x, x where param W[n,n] ~ xavier
input x[3]
a, b = dense(x, 3)
c = two(x)
d, e, f = two(x)
output a, c, d

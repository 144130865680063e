layer bad(x[n], m) = W x + b c
  where param W[m,n] ~ gauss
        param b[m] : index(3)
        param c = x[0]
layer worse(x[n]) = W x
  where param W[n,k] ~ xavier
layer worst(x[n], t) = x + s where param s = t
layer same(x[n]) = W x where param W[n,n]; W = 3
input x[3]
h = bad(x, 2)
g = worse(x)
v[t] = worst(x, x[t])
u = same(x)
output h, g, v, u

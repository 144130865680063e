layer block(x[n]) = x + r
  where state r = 0
        next r = 0.9 r + 0.1 x[0]
layer mixed(x) = x + r where state r = 0; next q = 1
layer each(x) = x + r where state r = 0; next r = x
layer pair(x[n]) = x + r where state r[2] = 0; next r = x
batch B = 2
input x[3]
a[0] = x
a[l+1] = block[l](a[l]) for l < 3
b = mixed(x[0])
c = each(x)
d = pair(x)
layer torn(x) = x + r where state shared r = 0; next r = x
e = torn(x[0])
output a, b, c, d, e

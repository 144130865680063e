layer block(x[n]) = x + r
  where state r = 0
        next r = 0.9 r + 0.1 x[0]
layer wrong(x) = x + r where state r = 0; next q = 1
layer torn(x) = x + r where state shared r = 0; next r = x
f(x) = x + r where state r = 0
g(x) = x where next r = 1
h(x) = x m where input m ~ dropout(0.5)

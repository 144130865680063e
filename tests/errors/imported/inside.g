f(x[n], y[m]) = x + y
g(x[n]) = h(x)

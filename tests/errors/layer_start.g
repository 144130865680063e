layer other(x[n], t) = x + s where param s = 2t
input x[3]
v[t] = other(x, t) for t < 3
output v

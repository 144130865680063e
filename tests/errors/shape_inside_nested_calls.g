input u[3], v[4]
g(a[m], b[n]) = a ⊙ b
f(a[m], b[n]) = sum(g(a, b))
y = f(u, v)
output y

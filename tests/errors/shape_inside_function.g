input u[3], v[4]
f(a[m], b[n]) = a + b
y = f(u, v)
output y

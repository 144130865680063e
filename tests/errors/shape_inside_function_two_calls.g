input u[3], v[4], w[5]
f(a[m], b[n]) = sum(a + b)
y = f(u, v)
z = f(v, w)
output y, z

apply(g, v[n]) = g(v)
dist(a[m]) = a·a
input A[3, 3]
y = apply(dist, A)
output y

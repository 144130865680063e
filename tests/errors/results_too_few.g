input x[3]
f(a[n]) = sum(a), max(a)
s, m, k = f(x)
output s

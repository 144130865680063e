input x[3]
f(a[n]) = sum(a), max(a)
y = s m  where s, m = f(x, x)
output y

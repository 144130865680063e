input x[3]
f(a[n]) = sum(a), max(a)
s = f(x) + 1
output s

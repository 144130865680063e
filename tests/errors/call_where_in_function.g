input x[3], y[4]
f(a[m], b[n]) = s + 1
    where s = a·b
z = f(x, y)
output z

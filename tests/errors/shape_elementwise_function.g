input a[3], b[4]
f(x, y) = x y + 1
c = f(a, b)
output c

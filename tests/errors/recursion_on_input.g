input x
f(k) = 1 if k == 0 else f(k - 1)
y = f(x)
output y

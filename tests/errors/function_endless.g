dim n = 5
input x
f(z, k) = z + f(z, k + 1)
y = f(x, n)
output y

input x
a(z) = b(z)
b(z) = c(z)
c(z) = a(z)
y = a(x)
output y

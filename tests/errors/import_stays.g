import "imported/ok.g"
input x[2]
a = uses(x)
b = feeds(x)
c = sums(x)
d = many(x)
e = k x
output a, b, c, d, e

# derivatives_by_names.g: what a derivative is by is held independent.
#
# at W=[[1,2],[3,4]] x=[1,2]
# value A = [[3, 7], [3, 7]]
# value B = [[7, 11], [9, 13]]
# value a = [[9, 0], [0, 17]]
# value b = [[4, 0], [0, 8]]
# value c = [2, 1]
# value d = [[0, 0], [0, 0]]
# value h = [2, 4]
# value l = [[3, 12], [12, 48]]
# value p = [3, 12]
# value m = [[1, 2], [3, 4]]
# value e = 0
input W[2,2], x[2]
f(A[n,n], B[n,n]) = grad(J, A) where J = sum(A B)
A = f(W, W)                             # by the first alone
J = sum(W W)
B = grad(J, W)                          # by both
y = 2x
z = y ⊙ y + x
a = jacobian(z, x)                      # through y too
b = jacobian(z, y)
s = sum(z)
o = 2s
c = [grad(o, s), grad(s, s)]
d = jacobian(y, z)                      # y does not depend on z
g(v) = v²
h[i] = grad(q, v) where v = x[i]; q = g(v)
l[i,j] = grad(q, v) where v = x[i] x[j]; q = v³ + x[i]
cube(z) = z³
p = cube′(x)
m = grad(t, V) where V = W; t = sum(V .^ 2) / 2
e = grad(grad(s, s), s)
output A, B, a, b, c, d, h, l, p, m, e

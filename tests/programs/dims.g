# dims.g: whole numbers that the compiler knows; n is overridden.
# options: -D n=4
dim n = 20, m = n (n - 1)/2, q = 7 div 2, r = -7 div 2, s = -7 mod 3
dim t = 2^q + max(q, 9) - min(r, 1), u = 1 if n == 4 else 0
input x[m], y
a = sum(x) y
b = 1/n                         # as a number a dim is real
c[i] = q for i < 2
d = [r, s, t, u, m]
v = y^n
output a, b, c, d, v

# at x=[1,2,3,4,5,6] y=2
# value a = 42
# value b = 0.25
# value c = [3, 3]
# value d = [-4, 2, 21, 1, 6]
# value v = 16
# gradient ∂a/∂x = [2, 2, 2, 2, 2, 2]
# gradient ∂a/∂y = 21
# gradient ∂v/∂x = [0, 0, 0, 0, 0, 0]
# gradient ∂v/∂y = 32

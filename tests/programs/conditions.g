# conditions.g: comparisons chain, conditions count 1 or 0, numbers hold if they
# are not 0.
input x[5], s
a = x > 0
b = sum(x >= 0)
c = 0 < x < 3 or not x < 3
d = 0 <= x <= 2 and x ≠ 1
e = 1 if s else 2
f = (x > 0) + (x > 1) + 2(x == 1)
g = not s
h = x[0] == x[1] != x[2]
i = 1 if not x > 0 or x > 2 and s > 0 else 0
output a, b, c, d, e, f, g, h, i
# unmeasured: no output has a derivative

# at x=[-1,0,1,2,3] s=2
# value a = [0, 0, 1, 1, 1]
# value b = 4
# value c = [0, 0, 1, 1, 1]
# value d = [0, 1, 0, 1, 0]
# value e = 1
# value f = [0, 0, 3, 2, 2]
# value g = 0
# value h = 0
# value i = [1, 1, 0, 0, 1]

# at x=[5,5,4,nan,inf] s=0
# value a = [1, 1, 1, 0, 1]
# value b = 4
# value c = [1, 1, 1, 1, 1]
# value d = [0, 0, 0, 0, 0]
# value e = 2
# value f = [2, 2, 2, 0, 2]
# value g = 1
# value h = 1
# value i = [0, 0, 0, 1, 0]

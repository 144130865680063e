input x[3], A[3,3], c
f(x) := x²
g = lambda x: x
h = x -> x
k = x → x
l = x ↦ x
m ← c
def n(x):
    return x
y = c
return y
output y

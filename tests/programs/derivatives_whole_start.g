# derivatives_whole_start.g: what starts from whole numbers is real.
input a
f(x) = grad(J, x) where J = (x - a)²
x[0] = 0
x[k+1] = x[k] - 0.1 f(x[k]) for k < 3
z[0] = [1,1]
z[k+1] = z[k] - 0.1 grad(J, q) for k < 2
  where q = z[k]; J = (q·q - a)²
y = x[3]
w = f(2) + sum(h([1,2]))
h(v[n]) = grad(J, v) where J = v·v
output y, z, w

# at a=3
# value y = 1.464
# value z = [[1, 1], [1.4, 1.4], [0.8848000000000003, 0.8848000000000003]]
# value w = 4
# gradient ∂y/∂a = 0.48800000000000004
# gradient ∂(sum z)/∂a = -0.08319999999999994
# gradient ∂w/∂a = -2

# functions_of_turns.g: long bodies of loops, which become functions where the
# stack is small: in the loop over i, and in that over j inside of it. They share
# numbers and rows, sums are gathered over their calls, and one sum is made before.
# options: -mvector=none
dim n = 5, m = 3
input c, d
base = c d
x[i,k] = sin(c i + k) + 2                                    for i < n, k < m
r[i] = sqrt(sum[k](x[i,k]²))
q[i] = exp(-r[i]) + base
a[i,k] = x[i,k] / r[i] + q[i] cos(d k)
z[i] = log(1 + q[i]²) + max[k](a[i,k])
s[i,j,k] = a[i,k] a[i,j] / (1 + z[i]²) + tanh(x[i,j] x[i,k])
t[i,j] = sqrt(sum[k](s[i,j,k]²) + 1)
v[i,j,k] = s[i,j,k] / t[i,j] + sin(s[i,j,k] z[i])
w[i,j,k] = exp(-v[i,j,k]²) v[i,j,k] + atan(v[i,j,k] + x[i,j])
y[i,j] = sum[k](w[i,j,k] (1 + s[i,j,k])) / t[i,j]
g[i,j] = y[i,j] log(2 + y[i,j]²) + cos(y[i,j]) t[i,j]
h[i] = sum[j](g[i,j]) q[i] + z[i]²
J = sum[i](h[i]² cos(i)) + sum[i](tanh(h[i]))
output J, h, g

# at c=0.7 d=-1.3
# value J = -54.9388723953553
# value h = [-33.685220135905695, -33.392990470615445, -31.822477213946062, -29.66737279179704, -27.501037601182357]
# gradient ∂J/∂c = 2352.055275167766
# gradient ∂J/∂d = -1476.4876817178751

# choice_of_elements.g: elements of a local array under a condition on an index around.
input x[2,2], a[2]
f(v[n]) = w where w[i] = v[i]² + w0[i]; w0[i] = sin(v[i])
u[t] = f(a) if t < 1 else f(u[t-1]) for t < 4
g(v[n]) = c where c[i] = v[i] + (c[i-1] if i > 0 else 0)
s[t] = [0,0] if t == 0 else g(s[t-1] + x[t-1]) for t < 3
z[t] = f(x[t]) if t < 2 else [0,0] for t < 3
output u, s, z

# at x=[[1,2],[3,4]] a=[0.1,0.2]
# value u = [[0.10983341664682816, 0.23866933079506122], [0.12167610218737847, 0.29337293629234096], [0.13618116092467275, 0.3752503676751416], [0.15430593937238782, 0.5073183250742337]]
# value s = [[0, 0], [1, 3], [4, 11]]
# value z = [[1.8414709848078965, 4.909297426825682], [9.141120008059866, 15.243197504692072], [0, 0]]
# gradient ∂(sum u)/∂x = [[0, 0], [0, 0]]
# gradient ∂(sum u)/∂a = [6.70196695593787, 11.657329944896318]
# gradient ∂(sum s)/∂x = [[5, 2], [2, 1]]
# gradient ∂(sum s)/∂a = [0, 0]
# gradient ∂(sum z)/∂x = [[2.5403023058681398, 3.5838531634528574], [5.010007503399555, 7.346356379136388]]
# gradient ∂(sum z)/∂a = [0, 0]

# derivatives_batch_recurrence.g: steps along gradients, in each example.
batch B = 2
input x, y
param w = 0.5
f(q) = (q x - y)²
v[0] = w
v[k+1] = v[k] - 0.1 f′(v[k]) for k < 2
u[0] = w
u[k+1] = u[k] - 0.1 grad(L, z) for k < 2
  where z = u[k]; L = (z x - y)²
J = v[2] + u[2]
r = f′(w)
output J, r

# at x=[1,2] y=[1,3] w=0.5
# value J = [1.3599999999999999, 2.92]
# value r = [-1, -8]
# gradient ∂(sum J)/∂w = 1.3599999999999999
# gradient ∂(sum J)/∂x = [-0.07999999999999996, -0.8000000000000002]
# gradient ∂(sum J)/∂y = [0.7200000000000001, 0.96]
# gradient ∂(sum r)/∂w = 10
# gradient ∂(sum r)/∂x = [0, -2]
# gradient ∂(sum r)/∂y = [-2, -4]

# derivatives_each.g: a Jacobian for each of many points, in one loop over them.
# What there is between is in the body of that loop and needs no room. Along v
# the direction of v does not change.
#
# value along = 0 ± 1e-9
# bytes infer = 0
dim n = 40, m = 3
param x[n, m] ~ normal(0, 1), W[m, m] ~ normal(0, 1), b[m] = 0
unit(v[m]) = v / ‖v‖
f(v[m]) = tanh(W unit(v) + b) + v × W[0]
y[i] = f(x[i])
D[i] = jacobian(r, v) where v = x[i]; r = f(v)
along = sum(e .^ 2) where e[i] = D[i] x[i] - x[i] × W[0]
output y, D, along

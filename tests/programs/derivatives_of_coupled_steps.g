# derivatives_of_coupled_steps.g: by one of two states that are made of each other.
input u0, v0
step(u, v) = u - 0.1 gu, v + 0.1 gv
  where J = u² v - v² + u
        gu = grad(J, u)
        gv = grad(J, v)
u[0] = u0; v[0] = v0
u[t+1], v[t+1] = step(u[t], v[t]) for t < 3
q[0] = [u0, v0]
q[s+1] = q[s] + 0.1 [gp, -gq] for s < 3
  where x = q[s,0]; p = q[s,1]
        E = x² p - p² + x
        gp = grad(E, p); gq = grad(E, x)
output u, v, q
f(q, p) = grad(h, q) where h = q² p
Q[0] = u0; P[0] = u0
Q[t+1] = f(Q[t], P[t]) for t < 2
P[t+1] = Q[t] for t < 2
output Q

# at u0=0.5 v0=0.25
# value u = [0.5, 0.375, 0.258125, 0.1481065234375]
# value v = [0.25, 0.225, 0.1940625, 0.1619128515625]
# value q = [[0.5, 0.25], [0.475, 0.125], [0.4725625, 0.013124999999999998], [0.492269031640625, -0.0881154765625]]
# value Q = [0.5, 0.5, 0.5]
# gradient ∂(sum u)/∂u0 = 3.7067701718749992
# gradient ∂(sum u)/∂v0 = -0.43761746874999996
# gradient ∂(sum v)/∂u0 = 0.41869959375
# gradient ∂(sum v)/∂v0 = 2.9304723124999996
# gradient ∂(sum q)/∂u0 = 4.466523153125
# gradient ∂(sum q)/∂v0 = 2.26298389375
# gradient ∂(sum Q)/∂u0 = 6
# gradient ∂(sum Q)/∂v0 = 0

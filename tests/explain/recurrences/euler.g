input obs[20]
param k, v0, q0
dim N = 20
q[0] = q0
v[0] = v0
v[t+1] = v[t] - 0.1 k q[t] for t < N
q[t+1] = q[t] + 0.1 v[t+1] for t < N
J = mean[t < N]((q[t+1] - obs[t])²)
output J

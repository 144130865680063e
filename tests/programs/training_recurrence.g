# Training and infer each have a recurrence of their own; what does not depend
# on either is one.
input x[2]
input e[5,2] ~ normal(0, 0.3)
param A[2,2] ~ xavier
state s[2] = 0
h[0] = x
h[t+1] = tanh(A h[t] + e[t]) if training else A h[t] for t < 5
p[0] = 1
p[t+1] = p[t] / 2 for t < 4
y = h[5]·h[5]
g = p[4] stop(1 + 0 x[0])
next s = h[5]
output y, g

# double: float has draws of its own
# at x=[1,-1] A=[[0.5,-0.3],[0.2,0.8]]
# value g = 0.0625
# value y = 0.04521111523198762
# value next s = [-0.10453666064904614, -0.18515723537667597]
# gradient ∂y/∂A = [[0.0586920961074089, 0.2485251523414277], [0.13028539852166068, 0.2644166628916645]]
# gradient ∂y/∂x = [-0.01830254062253612, 0.006602959285242056]
# at --infer x=[1,-1] A=[[0.5,-0.3],[0.2,0.8]]
# value y = 0.016735749200000007
# value g = 0.0625

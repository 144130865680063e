# A condition that reads within bounds only under another one.
# at A=2 t=[1,-2,3,-4,5,6,-7,8]
# value s = 2.0371609067261245 ± 1e-14
# gradient ∂s/∂A = 0.7777777777777778 ± 1e-14
input A, t[8]
q[i] = 1 / (2.5 + t[i]^2) for i < 7
E[i] = q[i] for i < 3
d_E[i] = 1 / (1 + E[i])
d_q[i] = (2 q[i] if t[i + 3] > 0 else d_E[i] A) if i < 3 else 0 for i < 7
s = sum[i](d_q[i])
output s

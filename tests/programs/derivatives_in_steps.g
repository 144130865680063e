# derivatives_in_steps.g: a gradient that is an array of its own within a recurrence.
input w0, m0
g(w) = grad(l, w) where l = w³ - w
w[0] = w0; m[0] = m0
d[t] = g(w[t]) for t < 3
m[t+1] = 0.9 m[t] + 0.1 d[t] for t < 3
w[t+1] = w[t] - 0.1 m[t+1] for t < 3
q[0] = w0
e[t] = g′(q[t]) for t < 3
q[t+1] = q[t] - 0.05 e[t]² for t < 3
output w, d, q

# at w0=0.7 m0=0.1
# value w = [0.7, 0.6862999999999999, 0.6698397692999999, 0.6515650021739235]
# value d = [0.46999999999999975, 0.4130230699999995, 0.3460559496076312]
# value q = [0.7, -0.18199999999999972, -0.24162319999999954, -0.34671038740083115]
# gradient ∂(sum w)/∂w0 = 3.6145815384703317
# gradient ∂(sum w)/∂m0 = -0.4874289323418913
# gradient ∂(sum d)/∂w0 = 11.684626592966845
# gradient ∂(sum d)/∂m0 = -1.0429629658108728
# gradient ∂(sum q)/∂w0 = -7.740250791342067
# gradient ∂(sum q)/∂m0 = 0

input x[5,4]
param W[5,4,4] ~ xavier
h[0] = x[0]
h[t+1] = tanh(W[t] h[t]) for t < 5
J = ½ ‖h[5]‖²
output J

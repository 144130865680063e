input x[6,3], y[4]
param W[4,4] ~ xavier, U[4,3] ~ xavier
h[6] = zeros(4)
h[t] = tanh(W h[t+1] + U x[t]) for t < 6
J = ½ ‖h[0] - y‖²
output J

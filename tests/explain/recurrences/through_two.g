input x[5,3], T[6,4]
param W[4,4] ~ xavier, U[4,3] ~ xavier, V[4,4] ~ xavier
h[0] = zeros(4)
h[t+1] = tanh(W h[t] + U x[t]) for t < 5
p = V h[5]
J = ½ ‖h - T‖² + ‖p‖²
output J

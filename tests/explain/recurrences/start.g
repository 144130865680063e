input A[3,3], y[3]
param h0[3]
h[0] = h0
h[t+1] = tanh(A h[t]) for t < 4
J = ½ ‖h[4] - y‖²
output J

# Each state is read by the next one and by J.
input x[2,3], y[2,4]
param W[4,4], U[4,3], b[4]
h[0] = zeros(4)
h[t+1] = tanh(W h[t] + U x[t] + b) for t < 2
J = ½ sum[t < 2](‖h[t+1] - y[t]‖²)
output J

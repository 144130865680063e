input x[6,3], y[4]
param W1[16,3]~xavier, W2[16,4]~xavier, b[16]
h[0] = zeros(4)
c[0] = zeros(4)
z[t] = W1 x[t] + W2 h[t] + b for t < 6
c[t+1] = sigmoid(z[t,0:4]) ⊙ c[t] + sigmoid(z[t,4:8]) ⊙ tanh(z[t,8:12]) for t < 6
h[t+1] = sigmoid(z[t,12:16]) ⊙ tanh(c[t+1]) for t < 6
J = ½ ‖h[6] - y‖²
output J

dim N = 5
input x[N]
param m, s = 1
k = 2*π
J = -(N/2)*log(2*π) - N * log(s) - sum((x - m)^2) / (2 s^2) + exp(sqrt(k/2) + 1)
output J

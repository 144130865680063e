input x[6,3], y : index(2)
param V[2,8] ~ xavier
dim T = 6
h[0] = zeros(4)
h[t+1] = rnn(x[t], h[t]) for t < T
g[T] = zeros(4)
g[t] = rnn(x[t], g[t+1]) for t < T
z = V [h[T]; g[0]]
J = cross_entropy(z, y)
output J

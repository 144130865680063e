# The cell of an LSTM, as equations.
dim n = 32, T = 40
input x[T]
param W[4,n,n] ~ normal(0,0.1), v[4,n] ~ normal(0,1)
h[0,i] = 0 for i < n
c[0,i] = 0 for i < n
a[t,g,i] = sum[j](W[g,i,j] h[t,j]) + v[g,i] x[t] for t < T, g < 4, i < n
c[t+1,i] = sigmoid(a[t,0,i]) c[t,i] + sigmoid(a[t,1,i]) tanh(a[t,2,i]) for t < T
h[t+1,i] = sigmoid(a[t,3,i]) tanh(c[t+1,i]) for t < T
J = sum[i](h[T,i]^2)
output J

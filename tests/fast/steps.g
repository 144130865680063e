# Steps of Runge and Kutta, whose stages share storage with each other and with
# what backward keeps.
dim T = 20, n = 19
param x0[n] ~ normal(0, 1), A[n,n] ~ normal(0, 0.3), y[n] ~ normal(0, 1)
x[0] = x0
f(v[n]) = tanh(A v) - 0.1 v
x[t+1] = x[t] + 0.1 (k1 + 2 k2 + 2 k3 + k4) / 6 for t < T
  where k1 = f(x[t])
        k2 = f(x[t] + 0.05 k1)
        k3 = f(x[t] + 0.05 k2)
        k4 = f(x[t] + 0.1 k3)
J = ‖x[T] - y‖²
output J

# field.g: as pinn.g, by a network of two layers behind `where`.
dim n = 12, hidden = 6

x[i] = (i + 0.5) / n  for i < n

param a[hidden] ~ uniform(-3, 3)
param b[hidden] ~ uniform(-1, 1)
param A[hidden, hidden] ~ normal(0, 0.4)
param c[hidden] = 0.1

u(x) = x (1 - x) v
  where h[k] = tanh(a[k] x + b[k]) for k < hidden
        z = A h
        g = sin(z)
        v = c·g

r[i] = u′′(x[i]) + π² sin(π x[i])
J = mean(r²)
shown[i] = u(x[i])

output J, shown

minimize J by adam(rate = 0.02)

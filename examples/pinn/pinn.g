# pinn.g: a differential equation solved by fitting a network to it.
#
# u″ = -π² sin(π x) with u(0) = u(1) = 0 has the solution sin(π x). The network
# is a function of x, so that its second derivative can be asked for; the form
# of u makes it 0 at both ends.
dim n = 16, hidden = 8

x[i] = (i + 0.5) / n  for i < n

param a[hidden] ~ uniform(-3, 3)
param b[hidden] ~ uniform(-1, 1)
param c[hidden] = 0.1

u(x) = x (1 - x) sum[k](c[k] tanh(a[k] x + b[k]))

r[i] = u′′(x[i]) + π² sin(π x[i])
J = mean(r²)
v[i] = u(x[i])

output J, v

minimize J by adam(rate = 0.02)

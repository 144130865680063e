input x0, w
x[0] = x0
x[t+1] = x[t] - grad(J[t], w)
J[t] = w x[t]² for t < 4
output x

dim L = 3, T = 4
input x[5], w, y
a[0,t] = x[t] for t < 5
a[l+1,0] = 0 for l < L
a[l+1,t+1] = tanh(w a[l,t+1] + 0.5 a[l+1,t]) for l < L, t < T
J = (a[L,T] - y)²
output J

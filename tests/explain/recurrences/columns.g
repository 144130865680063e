input x[3,6], w[3]
h[i,0] = 0 for i < 3
h[i,t+1] = tanh(w[i] h[i,t] + x[i,t]) for i < 3, t < 6
J = sum[i](h[i,6]²)
output J

input y[8]
param a, b, h0, h1
h[0] = h0
h[1] = h1
h[t] = a h[t-1] + b h[t-2] for t in 2:10
J = sum[t<8]((h[t+2] - y[t])²)
output J

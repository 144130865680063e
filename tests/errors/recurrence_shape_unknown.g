input W[2,2]
h[t] = tanh(W h[t-1]) if t > 0 else h[t+1] for t < 4
output h

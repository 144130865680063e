input x[4,2], W[2,2]
h[0] = 0
h[t+1] = tanh(W h[t] + x[t])
output h

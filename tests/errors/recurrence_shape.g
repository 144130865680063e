input x[4,2], W[3,2]
h[0] = zeros(2)
h[t+1] = W h[t] + x[t]
output h

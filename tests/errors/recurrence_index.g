input x[4]
k[0] = 0.5
k[t+1] = x[k[t]] for t < 3
output k

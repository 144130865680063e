input x[4], t
h[t] = x[t]²
y = t h
output y

layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
input x[3]
h[0] = dense(x, 3)
h[t+1] = dense(h[t], 3) for t < 4
output h

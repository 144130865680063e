layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
input x[3]
h = dense(x, 4)
output h.K

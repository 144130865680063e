layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
input x[3]
const K[2] = dense([1, 2], 2)
h = K x[0]
output h

layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
f(x[n]) = tanh(dense(x, n))
input x[3]
h = f(x)
output h

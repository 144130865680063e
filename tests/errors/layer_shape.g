layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier
        param b[m]
input x[3], A[2,3]
h = dense(x)
g = dense(A, 3)
output h, g

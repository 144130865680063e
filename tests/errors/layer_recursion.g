layer deep(x[n], k) = x if k == 0 else dense(deep(x, k - 1))
layer dense(x[n]) = W x where param W[n,n] ~ xavier
layer endless(x[n]) = y where y = endless(x)
input x[3]
h = deep(x, 3)
e = endless(x)
output h, e

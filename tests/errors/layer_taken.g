layer inner(x[n]) = W x where param W[n,n] ~ xavier
layer outer(x[n]) = W inner(x) where param W[n,n] ~ xavier
input x[3]
param k.W = 3
h = outer(x)
k = inner(x)
output h, k

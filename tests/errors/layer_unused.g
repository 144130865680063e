layer dense(x[n]) = W x where param W[n,n]
layer spare(x[n]) = W x where param W[n,n]
input x[3]
h = dense(x)
k = dense(x)
output h

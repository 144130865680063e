layer dense(x[n], m) = W x + b
input x[3]
output x

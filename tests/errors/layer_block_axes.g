layer big(x[n]) = W[0,0,0,0,0,0,0,0] x where param W[1,1,1,1,1,1,1,1]
input x[3]
a[l] = big[l](x) for l < 2
output a

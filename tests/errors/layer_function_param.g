f(x[n]) = W x where param W[n,n] ~ xavier
layer y = 3
layer z[i] = i for i < 3
layer s(x[n]) = x, x where input y
layer a(x[n]) += x
input x[3]
h = f(x)
output h

# infer takes more than all else, in two outputs: for the second, a and s wait
dim n = 16
batch B = 4
input x[n,n]
param A[n,n] ~ xavier, D[n,n] ~ xavier
a = tanh(x)
s = tanh(1 + a A)
d = tanh(tanh(s D) A)
e[i] = max[j](x[i,j] if training else d[i,j])
g = x A if training else tanh(d A) D + s - a
output e, g

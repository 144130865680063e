# infer alone, with params that are constants: windows that overlap
batch B = 2
input x[1,12,12]
param K[2,1,3,3] ~ he, W[4,32] ~ xavier
a = relu(conv(x, K))
p = max_pool(a, 3, 2)
y = softmax(W flatten(p))
m[c] = max[i,j](a[c,i,j])
output y, m

# recurrence_chain.g: a step of many equations, each told after what uses it.
input x[2], W[2,2]
h[0] = x
h[t+1,i] = sum[j](W[i,j] a[t,j]) for t < 3
a[t,i] = sum[j](W[i,j] b[t,j])
b[t,i] = sum[j](W[i,j] c[t,j])
c[t,i] = sum[j](W[i,j] d[t,j])
d[t,i] = sum[j](W[i,j] e[t,j])
e[t,i] = sum[j](W[i,j] f[t,j])
f[t,i] = sum[j](W[i,j] g[t,j])
g[t,i] = sum[j](W[i,j] k[t,j])
k[t,i] = sum[j](W[i,j] l[t,j])
l[t,i] = sum[j](W[i,j] m[t,j])
m[t,i] = sum[j](W[i,j] n[t,j])
n[t,i] = sum[j](W[i,j] o[t,j])
o[t,i] = sum[j](W[i,j] h[t,j])
y = h[3]
output y

# at x=[1,2] W=[[1,0.1],[0,1]]
# value y = [8.8, 2]
# gradient ∂(sum y)/∂x = [1, 4.8999999999999995]
# gradient ∂(sum y)/∂W = [[187.20000000000007, 78], [444.08000000000027, 226.20000000000007]]

# where_chain.g: locals that lead from one to the next under bound indices.
input x[2], W[2,2]
y[i] = a[i]
  where a[i] = sum[j](W[i,j] b[j])
        b[i] = sum[j](W[i,j] c[j])
        c[i] = sum[j](W[i,j] d[j])
        d[i] = sum[j](W[i,j] e[j])
        e[i] = sum[j](W[i,j] f[j])
        f[i] = sum[j](W[i,j] g[j])
        g[i] = sum[j](W[i,j] h[j])
        h[i] = sum[j](W[i,j] k[j])
        k[i] = sum[j](W[i,j] l[j])
        l[i] = sum[j](W[i,j] m[j])
        m[i] = sum[j](W[i,j] n[j])
        n[i] = sum[j](W[i,j] o[j])
        o[i] = sum[j](W[i,j] p[j])
        p[i] = sum[j](W[i,j] x[j])
output y

# at x=[1,2] W=[[1,1],[0,1]]
# value y = [29, 2]
# gradient ∂(sum y)/∂x = [1, 15]

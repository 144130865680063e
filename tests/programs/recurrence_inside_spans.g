# recurrence_inside_spans.g: spans made of shorter ones.
dim n = 4
input x[n]
I[0,i] = x[i]
I[w,i] = 0.5 sum[k < w](I[k,i] I[w-k-1,i+k+1]) for w in 1:n, i < n-w
I[w,i] = 0 for w in 1:n, i in n-w:n
z = I[n-1,0]
output z

# at x=[0.96,0.63,0.85,0.39]
# value z = 0.125307
# gradient ∂z/∂x = [0.130528125, 0.1989, 0.14742, 0.32130000000000003]

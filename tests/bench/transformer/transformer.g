# transformer.g: a stack of 4 blocks of causal attention and a network for each
# place, which learns the next of 1,024 words; its loss and all gradients.
dim T = 64, V = 1024, d = 128, heads = 4, blocks = 4
batch B = 4
input w[T] : index(V), y[T] : index(V)

layer place(x[m, k]) = x + P
  where param P[m, k] ~ normal(0, 0.1)
layer mlp(x[m, k]) = dense(h, k)
  where u = dense(x, 4k)
        h = gelu_tanh(u)
layer block(x[m, k]) = r + o
  where p = layernorm(x)
        s = causal_self_attention(p, heads)
        r = x + s
        q = layernorm(r)
        o = mlp(q)

e = embed(w, V, d)
p = place(e)
a[0] = p
a[l + 1] = block[l](a[l]) for l < blocks
f = layernorm(a[blocks])
z = dense(f, V)
J = mean[t](cross_entropy(z[t], y[t]))
output J

# transformer.g: learns to sort. After n letters come the same in their order,
# and each of these is to be told from what stands before it.
# options: --real=double
#
# A block is causal attention and a network for each place, both on normalised
# values and added to what there was. `block[l]` gives each l params of its own:
# a.s.Q[2, d, d] and so on. All that is known of places is what `place` learns.

dim n = 5, letters = 6, T = 2n - 1, d = 16, heads = 2, blocks = 2
batch B = 8

input w[2n] : index(letters)                # letters, and the same sorted

layer place(x[m, k]) = x + P
  where param P[m, k] ~ normal(0, 0.1)

layer mlp(x[m, k]) = dense(h, k)
  where u = dense(x, 2k)
        h = gelu(u)

layer block(x[m, k]) = y + o
  where p = layernorm(x)
        s = causal_self_attention(p, heads)
        y = x + s
        q = layernorm(y)
        o = mlp(q)

e = embed(w[:T], letters, d)
p = place(e)
a[0] = p
a[l + 1] = block[l](a[l]) for l < blocks
f = layernorm(a[blocks])
z = dense(f, letters)                       # scores for the letter that follows

J = mean[i < n](cross_entropy(z[n - 1 + i], w[n + i]))
said[i] = argmax(z[n - 1 + i]) for i < n

minimize J by adam(rate = 0.006 * min(1, (step + 1)/50) * 0.5^floor(step/300))

output said, J

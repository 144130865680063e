# prelude.g: what every program can use, written in the language itself.
#
# A program that defines one of these names anew gets its own. Derivatives are
# derived like those of any function; at kinks they are what the branches say.
# With its weights as arguments a part of a network is a function; without them
# it is a layer of the same name, at the end of this file.

# -- activations: functions of numbers, applied element by element --

σ(z)             = sigmoid(z)
relu(z)          = max(0, z)                        # relu′(0) = 0
leaky_relu(z)    = z if z > 0 else 0.01 z
leaky_relu(z, a) = z if z > 0 else a z
prelu(z, a)      = z if z > 0 else a z
elu(z)           = z if z > 0 else expm1(z)
elu(z, a)        = z if z > 0 else a expm1(z)
selu(z)          = 1.0507009873554805 (z if z > 0 else 1.6732632423543772 expm1(z))
gelu(z)          = z erfc(-z / 1.4142135623730951) / 2
gelu_tanh(z)     = z sigmoid(1.5957691216057308 (z + 0.044715 z^3))    # z (1 + tanh(half of that)) / 2
silu(z)          = z sigmoid(z)
mish(z)          = z tanh(softplus(z))
softplus(z)      = (z if z > 0 else 0) + log1p(exp(-z if z > 0 else z))
log_sigmoid(z)   = -softplus(-z)
softsign(z)      = z / (1 + abs(z))
hard_tanh(z)     = min(max(z, -1), 1)
hard_sigmoid(z)  = min(max(z / 6 + 0.5, 0), 1)
clamp(x, low, high) = min(max(x, low), high)

# -- softmax and its kin: the largest element is taken out first --

softmax(z[n])     = e / sum(e)  where e = exp(z - stop(max(z)))
logsumexp(z[n])   = m + log(sum(exp(z - m)))  where m = stop(max(z))
log_softmax(z[n]) = z - logsumexp(z)
logaddexp(a, b)    = m + log(exp(a - m) + exp(b - m))  where m = stop(max(a, b))
logaddexp(a, b, c) = m + log(exp(a - m) + exp(b - m) + exp(c - m))  where m = stop(max(a, b, c))

# -- losses --

cross_entropy(z[n], y)    = logsumexp(z) - z[y]               # from logits; y is an index value
cross_entropy(z[n], p[n]) = logsumexp(z) sum(p) - p·z         # from logits; p is a distribution
binary_cross_entropy(z, y) = y softplus(-z) + (1 - y) softplus(z)     # from a logit
hinge(s, y)               = max(0, 1 - y s)                   # y is 1 or -1
mse(a, b)                 = (a - b)²
mse(a[n], b[n])           = mean((a - b)²)
mse(A[m,n], B[m,n])       = mean((A - B) .^ 2)
mse(A[l,m,n], B[l,m,n])   = mean((A - B) .^ 2)
mae(a, b)                 = abs(a - b)
mae(a[n], b[n])           = mean(abs(a - b))
mae(A[m,n], B[m,n])       = mean(abs(A - B))
mae(A[l,m,n], B[l,m,n])   = mean(abs(A - B))
huber(a, b, d)            = r² / 2 if abs(r) <= d else d (abs(r) - d / 2)  where r = a - b
huber(a[n], b[n], d)      = mean(h)  where h[i] = huber(a[i], b[i], d)
huber(A[m,n], B[m,n], d)  = mean(h)  where h[i] = huber(A[i], B[i], d)
huber(A[l,m,n], B[l,m,n], d) = mean(h)  where h[i] = huber(A[i], B[i], d)
kl(p[n], q[n])            = sum[i](p[i] log(p[i] / q[i]) if p[i] > 0 else 0)
nll(l[n], y)              = -l[y]                             # of log-probabilities
triplet(a[n], p[n], q[n], margin) = max(0, ‖a - p‖ - ‖a - q‖ + margin)
cosine(a[n], b[n])        = (a / ‖a‖)·(b / ‖b‖)

# Connectionist temporal classification (Graves et al. 2006): -log of the sum over
# all ways to say the labels y in the order of time, from log-probabilities l; 0
# is the blank. a[t,s] is the log of the sum up to t, over those that are at s of
# the labels with blanks around them; -10³⁰ is the log of nothing.
ctc(l[m,v], y[n]) = -logaddexp(a[m-1, 2n], a[m-1, 2n-1])
  where a[0, 0] = l[0, 0]
        a[0, 1] = l[0, y[0]]
        a[0, s] = -1e30 for s in 2:2n+1
        a[t, 2j] = logaddexp(a[t-1, 2j], a[t-1, 2j-1] if j > 0 else -1e30) + l[t, 0] for t in 1:m, j < n+1
        a[t, 2j+1] = logaddexp(a[t-1, 2j+1], a[t-1, 2j], (a[t-1, 2j-1] if y[j] != y[j-1] else -1e30) if j > 0 else -1e30) + l[t, y[j]] for t in 1:m, j < n

# -- normalisation --

var(x[n])                   = mean((x - mean(x))²)
normalize(x[n])             = (x - mean(x)) / sqrt(var(x) + 0.00001)
layernorm(x[n], g[n], b[n]) = g ⊙ normalize(x) + b
rmsnorm(x[n], g[n])         = (g ⊙ x) / sqrt(mean(x²) + 0.00001)
batch_var(x)                = batch_mean((x - batch_mean(x))²)
batch_norm(x, m, v, g, b)   = g (x - m) / sqrt(v + 0.00001) + b

# -- order: values follow their elements, places have no derivative --

sort(x[n])     = x[argsort(x)]
topk(x[n], k)  = x[p], p  where p[i] = order[i] for i < k; order = argsort_down(x)

# -- matrices --

zeros(n)       = z  where z[i] = 0 for i < n
zeros(m, n)    = z  where z[i,j] = 0 for i < m, j < n
ones(n)        = z  where z[i] = 1 for i < n
ones(m, n)     = z  where z[i,j] = 1 for i < m, j < n
eye(n)         = z  where z[i,j] = 1 if i == j else 0 for i < n, j < n
onehot(y, n)   = z  where z[i] = 1 if i == y else 0 for i < n
diag(x[n])     = z  where z[i,j] = x[i] if i == j else 0 for j < n
diag(A[n,n])   = z  where z[i] = A[i,i]
trace(A[n,n])  = sum[i](A[i,i])
flatten(A[m,n])   = z  where z[n i + j] = A[i,j]
flatten(A[l,m,n]) = z  where z[m n i + n j + k] = A[i,j,k]

# -- convolutions: of channels × places, or channels × rows × columns --
#
#     y[o,t] = Σ K[o,i,p] x[i, stride t + dilation p - pad]
#
# where x is 0 outside; i runs over the channels of the group that o is in.

conv(x[c,n], K[o,c,k])              = conv(x, K, 1, 0, 1, 1)
conv(x[c,n], K[o,c,k], stride, pad) = conv(x, K, stride, pad, 1, 1)
conv(x[groups i, n], K[o,i,k], stride, pad, dilation, groups) = y
  where dim m = o / groups
        y[m g + b, t] = sum[a < i, p < k : 0 <= stride t + dilation p - pad < n](K[m g + b, a, p] x[i g + a, stride t + dilation p - pad])
          for g < groups, b < m, t < (n + 2pad - dilation (k - 1) - 1) div stride + 1
conv(x[c,h,w], K[o,c,k,l])              = conv(x, K, 1, 0, 1, 1)
conv(x[c,h,w], K[o,c,k,l], stride, pad) = conv(x, K, stride, pad, 1, 1)
conv(x[groups i, h, w], K[o,i,k,l], stride, pad, dilation, groups) = y
  where dim m = o / groups
        y[m g + b, r, s] = sum[a < i, p < k, q < l : 0 <= stride r + dilation p - pad < h and 0 <= stride s + dilation q - pad < w](K[m g + b, a, p, q] x[i g + a, stride r + dilation p - pad, stride s + dilation q - pad])
          for g < groups, b < m, r < (h + 2pad - dilation (k - 1) - 1) div stride + 1, s < (w + 2pad - dilation (l - 1) - 1) div stride + 1

# The derivative of conv by x: what x[i,t] gives to y[o, stride t + p - pad].
conv_transpose(x[c,n], K[c,o,k])              = conv_transpose(x, K, 1, 0)
conv_transpose(x[c,n], K[c,o,k], stride, pad) = z[:, pad:(n-1) stride + k - pad]
  where z[b, stride t + p] += K[a,b,p] x[a,t] for a < c, b < o, t < n, p < k
conv_transpose(x[c,h,w], K[c,o,k,l])              = conv_transpose(x, K, 1, 0)
conv_transpose(x[c,h,w], K[c,o,k,l], stride, pad) = z[:, pad:(h-1) stride + k - pad, pad:(w-1) stride + l - pad]
  where z[b, stride r + p, stride s + q] += K[a,b,p,q] x[a,r,s] for a < c, b < o, r < h, s < w, p < k, q < l

# -- pooling: windows of k places, or of k × k, from stride to stride --

max_pool(x[c,n], k)           = max_pool(x, k, k)
max_pool(x[c,n], k, stride)   = y  where y[a,t] = max[p < k](x[a, stride t + p]) for a < c, t < (n - k) div stride + 1
max_pool(x[c,h,w], k)         = max_pool(x, k, k)
max_pool(x[c,h,w], k, stride) = y
  where y[a,r,s] = max[p < k, q < k](x[a, stride r + p, stride s + q]) for a < c, r < (h - k) div stride + 1, s < (w - k) div stride + 1
mean_pool(x[c,n], k)           = mean_pool(x, k, k)
mean_pool(x[c,n], k, stride)   = y  where y[a,t] = mean[p < k](x[a, stride t + p]) for a < c, t < (n - k) div stride + 1
mean_pool(x[c,h,w], k)         = mean_pool(x, k, k)
mean_pool(x[c,h,w], k, stride) = y
  where y[a,r,s] = mean[p < k, q < k](x[a, stride r + p, stride s + q]) for a < c, r < (h - k) div stride + 1, s < (w - k) div stride + 1
global_max_pool(x[c,n])    = y  where y[a] = max(x[a])
global_max_pool(x[c,h,w])  = y  where y[a] = max(x[a])
global_mean_pool(x[c,n])   = y  where y[a] = mean(x[a])
global_mean_pool(x[c,h,w]) = y  where y[a] = mean(x[a])

# -- words and places --

embed(E[v,d], w)    = E[w]
embed(E[v,d], w[n]) = E[w]
# Vaswani et al. 2017: sin and cos of i / 10000^(2j/d), side by side.
positions(n, d) = y
  where y[i,j] = sin(i / 10000^(j/d)) if j mod 2 == 0 else cos(i / 10000^((j-1)/d)) for i < n, j < d
# Su et al. 2021: each pair of columns is turned by i / 10000^(2j/d).
rotary(x[n,d]) = y
  where dim k = d / 2
        a[i,j] = i / 10000^(2j/d) for i < n, j < k
        y[i, 2j] = x[i, 2j] cos(a[i,j]) - x[i, 2j+1] sin(a[i,j]) for i < n, j < k
        y[i, 2j+1] = x[i, 2j] sin(a[i,j]) + x[i, 2j+1] cos(a[i,j]) for i < n, j < k

# -- attention: row i of the result is Σ P[i,j] V[j], P[i] = softmax(K Q[i] / √d) --

attention(Q[m,d], K[n,d], V[n,e]) = y
  where P[i] = softmax((K Q[i]) / sqrt(d))
        y[i] = P[i]·V
# Where M is 0, P is 0.
attention(Q[m,d], K[n,d], V[n,e], M[m,n]) = y
  where S[i,j] = K[j]·Q[i] / sqrt(d)
        t[i] = stop(max[j : M[i,j] > 0](S[i,j]))
        a[i,j] = exp(S[i,j] - t[i]) if M[i,j] > 0 else 0
        P[i] = a[i] / sum(a[i])
        y[i] = P[i]·V
# Row i sees the rows j ≤ i.
causal_attention(Q[n,d], K[n,d], V[n,e]) = y
  where S[i,j] = K[j]·Q[i] / sqrt(d)
        t[i] = stop(max[j : j <= i](S[i,j]))
        a[i,j] = exp(S[i,j] - t[i]) if j <= i else 0
        P[i] = a[i] / sum(a[i])
        y[i] = P[i]·V
# Each of the h heads has its own d/h columns.
multihead(Q[m,d], K[n,d], V[n,e], h) = y
  where dim k = d / h, l = e / h
        a[g] = attention(Q[:, k g:k g + k], K[:, k g:k g + k], V[:, l g:l g + l]) for g < h
        y[i, l g + j] = a[g,i,j]
multihead(Q[m,d], K[n,d], V[n,e], h, M[m,n]) = y
  where dim k = d / h, l = e / h
        a[g] = attention(Q[:, k g:k g + k], K[:, k g:k g + k], V[:, l g:l g + l], M) for g < h
        y[i, l g + j] = a[g,i,j]
causal_multihead(Q[n,d], K[n,d], V[n,e], h) = y
  where dim k = d / h, l = e / h
        a[g] = causal_attention(Q[:, k g:k g + k], K[:, k g:k g + k], V[:, l g:l g + l]) for g < h
        y[i, l g + j] = a[g,i,j]

# -- recurrent cells: the next state --

rnn(x[n], h[m], W[m,n], U[m,m], b[m]) = tanh(W x + U h + b)
# Cho et al. 2014; rows of the gates r, z and of the candidate. b and c as in
# cuDNN: (1 - z) ⊙ tanh(W₂ x + b₂ + r ⊙ (U₂ h + c₂)) + z ⊙ h
gru(x[n], h[m], W[3m,n], U[3m,m], b[3m], c[3m]) = (1 - z) ⊙ tanh(u[2m:] + r ⊙ v[2m:]) + z ⊙ h
  where u = W x + b
        v = U h + c
        r = sigmoid(u[:m] + v[:m])
        z = sigmoid(u[m:2m] + v[m:2m])
# Hochreiter and Schmidhuber 1997; rows of the gates i, f, of the candidate, and
# of the gate o. The results are the next h and the next c.
lstm(x[n], h[m], c[m], W[4m,n], U[4m,m], b[4m]) = sigmoid(a[3m:]) ⊙ tanh(d), d
  where a = W x + U h + b
        d = sigmoid(a[m:2m]) ⊙ c + sigmoid(a[:m]) ⊙ tanh(a[2m:3m])

# -- layers: what stands above, with params of its own --

layer dense(x[n], m) = W x + b
  where param W[m,n] ~ xavier, b[m]
layer dense(x[k,n], m) = y
  where param W[m,n] ~ xavier, b[m]
        y[i] = W x[i] + b
layer prelu(z) = prelu(z, a)
  where param a = 0.25
layer embed(w, v, d) = E[w]
  where param E[v,d] ~ normal(0, 1)
layer embed(w[n], v, d) = E[w]
  where param E[v,d] ~ normal(0, 1)
layer layernorm(x[n]) = layernorm(x, g, b)
  where param g[n] = 1, b[n]
layer layernorm(x[k,n]) = y
  where param g[n] = 1, b[n]
        y[i] = layernorm(x[i], g, b)
layer rmsnorm(x[n]) = rmsnorm(x, g)
  where param g[n] = 1
layer rmsnorm(x[k,n]) = y
  where param g[n] = 1
        y[i] = rmsnorm(x[i], g)
layer dropout(x, p) = m x
  where input m ~ dropout(p)
layer dropout(x[n], p) = m ⊙ x
  where input m[n] ~ dropout(p)
layer dropout(x[k,n], p) = m ⊙ x
  where input m[k,n] ~ dropout(p)
layer dropout(x[c,h,w], p) = m ⊙ x
  where input m[c,h,w] ~ dropout(p)
layer batch_norm(x[n]) = batch_norm(x, m, v, g, b)
  where param g[n] = 1, b[n]
        state shared r[n] = 0, s[n] = 1
        m = batch_mean(x) if training else r
        v = batch_var(x) if training else s
        next r = 0.9 r + 0.1 m
        next s = 0.9 s + 0.1 v
layer batch_norm(x[c,n]) = y
  where param g[c] = 1, b[c]
        state shared r[c] = 0, s[c] = 1
        e[a] = batch_mean(mean(x[a]))
        d[a] = batch_mean(mean((x[a] - e[a])²))
        m = e if training else r
        v = d if training else s
        y[a] = batch_norm(x[a], m[a], v[a], g[a], b[a])
        next r = 0.9 r + 0.1 m
        next s = 0.9 s + 0.1 v
layer batch_norm(x[c,h,w]) = y
  where param g[c] = 1, b[c]
        state shared r[c] = 0, s[c] = 1
        e[a] = batch_mean(mean(x[a]))
        d[a] = batch_mean(mean((x[a] - e[a]) .^ 2))
        m = e if training else r
        v = d if training else s
        y[a] = batch_norm(x[a], m[a], v[a], g[a], b[a])
        next r = 0.9 r + 0.1 m
        next s = 0.9 s + 0.1 v
layer conv(x[c,n], o, k) = y
  where param K[o,c,k] ~ he, b[o]
        z = conv(x, K)
        y[a,t] = z[a,t] + b[a]
layer conv(x[c,n], o, k, stride, pad) = y
  where param K[o,c,k] ~ he, b[o]
        z = conv(x, K, stride, pad)
        y[a,t] = z[a,t] + b[a]
layer conv(x[c,h,w], o, k) = y
  where param K[o,c,k,k] ~ he, b[o]
        z = conv(x, K)
        y[a,r,s] = z[a,r,s] + b[a]
layer conv(x[c,h,w], o, k, stride, pad) = y
  where param K[o,c,k,k] ~ he, b[o]
        z = conv(x, K, stride, pad)
        y[a,r,s] = z[a,r,s] + b[a]
layer conv_transpose(x[c,n], o, k, stride, pad) = y
  where param K[c,o,k] ~ he(c k), b[o]
        z = conv_transpose(x, K, stride, pad)
        y[a,t] = z[a,t] + b[a]
layer conv_transpose(x[c,h,w], o, k, stride, pad) = y
  where param K[c,o,k,k] ~ he(c k k), b[o]
        z = conv_transpose(x, K, stride, pad)
        y[a,r,s] = z[a,r,s] + b[a]
layer rnn(x[n], h[m]) = rnn(x, h, W, U, b)
  where param W[m,n] ~ xavier, U[m,m] ~ xavier, b[m]
layer gru(x[n], h[m]) = gru(x, h, W, U, b, c)
  where param W[3m,n] ~ xavier(n, m), U[3m,m] ~ xavier(m, m), b[3m], c[3m]
layer lstm(x[n], h[m], c[m]) = u, v
  where param W[4m,n] ~ xavier(n, m), U[4m,m] ~ xavier(m, m), b[4m]
        u, v = lstm(x, h, c, W, U, b)
layer self_attention(x[n,d], h) = multihead(x Q, x K, x V, h) O
  where param Q[d,d] ~ xavier, K[d,d] ~ xavier, V[d,d] ~ xavier, O[d,d] ~ xavier
layer causal_self_attention(x[n,d], h) = causal_multihead(x Q, x K, x V, h) O
  where param Q[d,d] ~ xavier, K[d,d] ~ xavier, V[d,d] ~ xavier, O[d,d] ~ xavier

# prelude.g: what every program can use, written in the language itself.
#
# A program that defines one of these names anew gets its own. Derivatives are
# derived like those of any function; at kinks they are what the branches say.

# -- activations: functions of numbers, applied element by element --

relu(z)          = max(0, z)                        # relu′(0) = 0
leaky_relu(z)    = z if z > 0 else 0.01 z
leaky_relu(z, a) = z if z > 0 else a z
prelu(z, a)      = z if z > 0 else a z
elu(z)           = z if z > 0 else expm1(z)
elu(z, a)        = z if z > 0 else a expm1(z)
selu(z)          = 1.0507009873554805 (z if z > 0 else 1.6732632423543772 expm1(z))
gelu(z)          = z (1 + erf(z / 1.4142135623730951)) / 2
gelu_tanh(z)     = z (1 + tanh(0.7978845608028654 (z + 0.044715 z^3))) / 2
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

# -- losses --

cross_entropy(z[n], y)    = logsumexp(z) - z[y]               # from logits; y is an index value
cross_entropy(z[n], p[n]) = logsumexp(z) sum(p) - p·z         # from logits; p is a distribution
binary_cross_entropy(z, y) = softplus(z) - y z                # from a logit
hinge(s, y)               = max(0, 1 - y s)                   # y is 1 or -1
mse(a, b)                 = (a - b)²
mse(a[n], b[n])           = mean((a - b)²)
mse(A[m,n], B[m,n])       = mean((A - B) .^ 2)
mae(a, b)                 = abs(a - b)
mae(a[n], b[n])           = mean(abs(a - b))
mae(A[m,n], B[m,n])       = mean(abs(A - B))
huber(a, b, d)            = r² / 2 if abs(r) <= d else d (abs(r) - d / 2)  where r = a - b
huber(a[n], b[n], d)      = mean(h)  where h[i] = huber(a[i], b[i], d)
kl(p[n], q[n])            = sum[i](p[i] log(p[i] / q[i]) if p[i] > 0 else 0)

# -- normalisation --

var(x[n])                   = mean((x - mean(x))²)
normalize(x[n])             = (x - mean(x)) / sqrt(var(x) + 0.00001)
layernorm(x[n], g[n], b[n]) = g ⊙ normalize(x) + b
rmsnorm(x[n], g[n])         = (g ⊙ x) / sqrt(mean(x²) + 0.00001)

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

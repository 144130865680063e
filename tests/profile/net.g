# net.g: every function that is made, a layer of another file, and inputs that
# are drawn. The runner knows the lines.
import "parts.g"
dim n = 784, m = 128
batch B = 4

input x[n], y : index(10)
input drop[m] ~ dropout(0.5)
param W[m, n] ~ xavier
param b[m] = 0
state r[m] = 0

u = W x + b
h = tanh(u) ⊙ drop
q = twice(h, 64)

z = dense(q, 10)
s = z + 1
J = cross_entropy(s, y)
next r = 0.9 r + 0.1 batch_mean(h)
minimize J by adam(rate = 0.01, clip = 1)
output J, s

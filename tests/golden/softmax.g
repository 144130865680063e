# softmax.g: softmax regression; the gradient by the scores is softmax - onehot.
dim n = 4, c = 3
input x[n], y : index(c)
param W[c, n] ~ xavier, b[c] = 0
z = W x + b
J = cross_entropy(z, y)
output J

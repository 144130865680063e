# mlp.g: a network of one hidden layer, its loss and all gradients by params.
dim n = 784, h = 128, classes = 10
batch B = 128
input x[n], y : index(classes)
u = relu(W₁ x + b₁)
param W₁[h, n] ~ he, b₁[h], W₂[classes, h] ~ xavier, b₂[classes]
z = W₂ u + b₂
J = cross_entropy(z, y)
output J

# deep.g: a network of two hidden layers, its loss and all gradients by params.
dim n = 784, h = 512, classes = 10
batch B = 128
input x[n], y : index(classes)
param W₁[h, n] ~ he, b₁[h], W₂[h, h] ~ he, b₂[h]
param W₃[classes, h] ~ xavier, b₃[classes]
u = relu(W₁ x + b₁)
v = relu(W₂ u + b₂)
z = W₃ v + b₃
J = cross_entropy(z, y)
output J

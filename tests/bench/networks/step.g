# step.g: a step of training on one example: the gradient and the update.
dim n = 784, h = 128, classes = 10
batch B = 1
input x[n], y : index(classes)
param W₁[h, n] ~ he, b₁[h], W₂[classes, h] ~ xavier, b₂[classes]
u = relu(W₁ x + b₁)
z = W₂ u + b₂
J = cross_entropy(z, y)
minimize J by sgd(rate = 0.001)
output J

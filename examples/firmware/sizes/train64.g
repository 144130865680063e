# train64.g: a step of training of a network of two layers, with one example.
dim   pixels = 64, hidden = 32, classes = 10

input x[pixels], y : index(classes)

param W₁[hidden, pixels]  ~ he
param b₁[hidden]          = 0
param W₂[classes, hidden] ~ xavier
param b₂[classes]         = 0

h = relu(W₁ x + b₁)
J = cross_entropy(W₂ h + b₂, y)

output J

minimize J by sgd(rate = 0.05)

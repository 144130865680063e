# dense784.g: a network of two layers for images of 28 × 28, to be inferred.
dim   pixels = 784, hidden = 32, classes = 10

input x[pixels]

param W₁[hidden, pixels]  ~ he
param b₁[hidden]          = 0
param W₂[classes, hidden] ~ xavier
param b₂[classes]         = 0

h = relu(W₁ x + b₁)
y = softmax(W₂ h + b₂)

output y

# dense.g: a network of two layers to be inferred, for images of 8 × 8
# unless -D says otherwise.
dim   pixels = 64, hidden = 32, classes = 10

input x[pixels]

param W₁[hidden, pixels]  ~ he
param b₁[hidden]          = 0
param W₂[classes, hidden] ~ xavier
param b₂[classes]         = 0

h = relu(W₁ x + b₁)
y = softmax(W₂ h + b₂)

output y

# digits.g: which digit is it? A network of two layers for images of 8 × 8.
# options: --real=double
#
# `batch B = 32`: the equations describe one image; the generated functions
# take 32 at once, x[32][64] and y[32], and share the params.
#
# The derivative that comes out of this is worth a look (gcc-graph
# --dump=gradient digits.g). Through the loss it is p - (1 at y), with p the
# softmax of z; through a layer it is an outer product for W and Wᵀδ for what
# lies below.

dim   pixels = 64, hidden = 32, classes = 10
batch B = 32

input x[pixels]                             # grey, 0 to 1
input y : index(classes)                    # the digit that it is

param W₁[hidden, pixels]  ~ he
param b₁[hidden]          = 0
param W₂[classes, hidden] ~ xavier
param b₂[classes]         = 0

h = relu(W₁ x + b₁)
z = W₂ h + b₂                               # a score for each digit
J = cross_entropy(z, y)                     # log Σ exp(z) - z[y]

digit = argmax(z)

output digit, J

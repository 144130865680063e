# digits.g: the network of ../digits, for training by several processes.
# options: -fsplit-step
#
# `batch B = 8`: what one call takes, a shard of the images of a step. The
# gradient of the whole step is the mean of those of its shards; between
# digits_gradient and digits_update there is room to make it.

dim   pixels = 64, hidden = 32, classes = 10
batch B = 8

input x[pixels]                             # grey, 0 to 1
input y : index(classes)                    # the digit that it is

param W₁[hidden, pixels]  ~ he
param b₁[hidden]          = 0
param W₂[classes, hidden] ~ xavier
param b₂[classes]         = 0

h = relu(W₁ x + b₁)
z = W₂ h + b₂                               # a score for each digit
J = cross_entropy(z, y)

digit = argmax(z)

output digit, J

minimize J by adam(rate = 0.003, clip = 1)  # clips the mean of the shards

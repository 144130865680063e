# digits.g: which digit is it? The network of ../digits, trained on the device,
# one image a step.
# options: -mvector=none
#
# Without vectors the C is shortest. `minimize` makes digits_step, which updates
# each param where its derivative is made: there is no room for all of them.

dim   pixels = 64, hidden = 32, classes = 10

input x[pixels]                             # grey, 0 to 1
input y : index(classes)                    # the digit that it is

param W₁[hidden, pixels]  ~ he
param b₁[hidden]          = 0
param W₂[classes, hidden] ~ xavier
param b₂[classes]         = 0

h = relu(W₁ x + b₁)
z = W₂ h + b₂
J = cross_entropy(z, y)

digit = argmax(z)

output digit, J

minimize J by sgd(rate = 0.1 * 0.5^floor(step/600))

# xor.g: exclusive or, the first thing that one layer cannot learn.
#
# No line parts the points (0,1) and (1,0) from (0,0) and (1,1); a hidden layer
# bends the plane until one does.
#
# `batch B = 4` makes the four cases one call: the equations speak of one
# case, and the generated functions take and give arrays of four. The params
# are shared, so that their gradients are sums over the cases.

dim   hidden = 4
batch B = 4

input x[2]                          # the two bits, as -1 and 1
input t                             # the answer, 0 or 1

param W[hidden, 2] ~ normal(0, 1)
param b[hidden]    = 0
param u[hidden]    ~ normal(0, 1)
param c            = 0

h = tanh(W x + b)
z = u·h + c
y = stop(sigmoid(z))                # the probability of 1; stop: its derivative
                                    # is not asked for
J = binary_cross_entropy(z, t)      # -log of that of the right answer

output y, J

minimize J by sgd(rate = 0.5)       # xor_step: its mean over the four cases

# conv.g: which digit is it? A convolutional network for images of 8 × 8.
# options: --real=double
#
# Filters of 3 × 3 look at all places of the image, and of each 2 × 2 places the
# largest is kept; filters look at what those found, and again the largest is
# kept; and a score for each digit is made of that.
#
# Each layer has params of its own, a.K and a.b, c.K and c.b, z.W and z.b.
# Some of what is found is dropped at random, so that no filter relies on others.
# `minimize` adds the function conv_step, which does forward, backward and the
# update of all params in one call.

dim   classes = 10
batch B = 32

input x[8, 8]                               # grey, 0 to 1
input y : index(classes)                    # the digit that it is
input keep[96] ~ dropout(0.4)               # 0, or 1/0.6; 1 in conv_infer

a = conv([x], 16, 3, 1, 1)                  # 16 channels of 8 × 8
b = max_pool(relu(a), 2)                    # of 4 × 4
c = conv(b, 24, 3, 1, 1)                    # 24 channels
h = flatten(max_pool(relu(c), 2))           # of 2 × 2
z = dense(h ⊙ keep, classes)                # a score for each digit
J = cross_entropy(z, y)

digit = argmax(z)

minimize J by adam(rate = 0.004 * 0.5^floor(step/180))

output digit, J

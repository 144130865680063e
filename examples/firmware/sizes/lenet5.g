# lenet5.g: LeNet-5, two convolutions with pooling and three layers, for an
# image of 28 × 28 in a frame of 2, which is part of it or, with size = 28 and
# pad = 2, is not.
dim size = 32, pad = 0

input x[size, size]

a = relu(conv([x], 6, 5, 1, pad))           # 6 channels of 28 × 28
b = max_pool(a, 2)                          # of 14 × 14
c = relu(conv(b, 16, 5, 1, 0))              # 16 channels of 10 × 10
d = max_pool(c, 2)                          # of 5 × 5
e = relu(dense(flatten(d), 120))
f = relu(dense(e, 84))
y = softmax(dense(f, 10))

output y

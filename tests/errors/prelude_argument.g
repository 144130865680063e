input x[3], c, k : index(4)
y = cross_entropy(x, 1.5)
z = cross_entropy(x, k)
u = sum(eye(2.5)) + sum(onehot(1, c))
v = relu(exp)
output y, z, u, v

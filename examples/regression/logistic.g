# logistic.g: logistic regression. Is a flower virginica, or versicolor?
# options: --real=double
#
# p is the probability that it is virginica, J the mean of -log p of what it
# truly is. binary_cross_entropy computes that from z without ever taking the
# logarithm of a number near 0. Closed form:
#
#     ∂J/∂w = Xᵀ(p - y) / n

dim   n = 100, k = 5

input X[n, k]
input y[n]                      # 1 for virginica, 0 for versicolor

param w[k] = 0

z = X w
p = stop(sigmoid(z))            # stop: no derivative of it is asked for
J = mean(binary_cross_entropy(z, y))

output J, p

# linear.g: linear regression. How wide is a petal, given the rest of the
# flower?
# options: --real=double
#
# The whole table is one input: X[n, k] has a flower in each row, of k
# features, and y the widths. The gradient has a closed form, which the
# compiler has to find by itself:
#
#     ∂J/∂w = 2/n Xᵀ(X w - y)

dim   n = 150, k = 4

input X[n, k], y[n]

param w[k] = 0

J = mean((X w - y)²)            # ² of a vector: of each element

output J

# functions_far_out.g: where naive formulas overflow or cancel.
input x[4]
a = sigmoid(x)
b = softplus(x)
c = tanh(x)
d = log_sigmoid(x)
e = 1 ⊘ (1 + exp(-x))
f = silu(x)
g = gelu(x)
h = mish(x)
i = elu(x)
j = binary_cross_entropy(x, 1)
output a, b, c, d, e, f, g, h, i, j
# double: e^-745 is a number in double alone

# at x=[800,-800,1e-20,-40]
# value a = [1, 0, 0.5, 4.248354255291589e-18]
# value b = [800, 0, 0.6931471805599453, 4.248354255291589e-18]
# value c = [1, -1, 1e-20, -1]
# value d = [0, -800, -0.6931471805599453, -40]
# value e = [1, 0, 0.5, 4.248354255291589e-18]
# value f = [800, 0, 5e-21, -1.6993417021166355e-16]
# value g = [800, 0, 5e-21, 0]
# value h = [800, 0, 6e-21, -1.6993417021166355e-16]
# value i = [800, -1, 1e-20, -1]
# value j = [0, 800, 0.6931471805599453, 40]
# gradient ∂(sum a)/∂x = [0, 0, 0.25, 4.248354255291589e-18]
# gradient ∂(sum b)/∂x = [1, 0, 0.5, 4.248354255291589e-18]
# gradient ∂(sum c)/∂x = [0, 0, 1, 0]
# gradient ∂(sum d)/∂x = [0, 1, 0.5, 1]
# gradient ∂(sum e)/∂x = [0, 0, 0.25, 4.248354255291589e-18]
# gradient ∂(sum f)/∂x = [1, 0, 0.5, -1.6568581595637197e-16]
# gradient ∂(sum g)/∂x = [1, 0, 0.5, 0]
# gradient ∂(sum h)/∂x = [1, 0, 0.6, -1.6568581595637197e-16]
# gradient ∂(sum i)/∂x = [1, 0, 1, 4.248354255291589e-18]
# gradient ∂(sum j)/∂x = [0, -1, -0.5, -1]

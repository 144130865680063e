# sigmoid_extremes.g: no overflow at any distance.
input x
a = sigmoid(x)
b = 1 / (1 + exp(-x))
c = softplus(x)
d = tanh(x)
output a, b, c, d
# double: 1e-300 is no float

# at x=800
# value a = 1 ± 1e-15
# value b = 1 ± 1e-15
# value c = 800 ± 1e-15
# value d = 1 ± 1e-15
# gradient ∂c/∂x = 1 ± 1e-15

# at x=-800
# value a = 0 ± 1e-15
# value b = 0 ± 1e-15
# value c = 0 ± 1e-15
# value d = -1 ± 1e-15

# at x=-30
# value a = 9.357622968839299e-14 ± 1e-15
# value b = 9.357622968839299e-14 ± 1e-15
# value c = 9.357622968839737e-14 ± 1e-15
# value d = -1 ± 1e-15
# gradient ∂a/∂x = 9.357622968838423e-14 ± 1e-15
# gradient ∂b/∂x = 9.357622968838423e-14 ± 1e-15
# gradient ∂c/∂x = 9.357622968839299e-14 ± 1e-15
# gradient ∂d/∂x = 0 ± 1e-6

# at x=30
# value a = 0.9999999999999064 ± 1e-15
# value b = 0.9999999999999064 ± 1e-15
# value c = 30.000000000000092 ± 1e-15
# value d = 1 ± 1e-15
# gradient ∂a/∂x = 9.357622968838423e-14 ± 1e-15
# gradient ∂b/∂x = 9.357622968838423e-14 ± 1e-15
# gradient ∂c/∂x = 0.9999999999999064 ± 1e-15
# gradient ∂d/∂x = 0 ± 1e-6

# at x=1e-300
# value a = 0.5
# value b = 0.5
# value c = 0.6931471805599453
# value d = 1e-300
# gradient ∂a/∂x = 0.25
# gradient ∂b/∂x = 0.25
# gradient ∂c/∂x = 0.5
# gradient ∂d/∂x = 1

# at x=0
# value a = 0.5
# value b = 0.5
# value c = 0.6931471805599453
# value d = 0
# gradient ∂a/∂x = 0.25
# gradient ∂b/∂x = 0.25
# gradient ∂c/∂x = 0.5
# gradient ∂d/∂x = 1

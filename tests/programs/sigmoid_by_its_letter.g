# sigmoid_by_its_letter.g: σ is sigmoid, and σ′ its derivative, until the author
# has another σ.
input x
param w, c
s = w σ(x)
t = σ′(x)
p = normal(x, c) where normal(x, σ) = exp(-x² / (2 σ²)) / σ
output s, t, p

# at x=0 w=3 c=2
# value s = 1.5
# value t = 0.25
# value p = 0.5
# gradient ∂s/∂x = 0.75
# gradient ∂t/∂x = 0
# gradient ∂p/∂c = -0.25

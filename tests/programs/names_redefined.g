# names_redefined.g: functions of the prelude and of the table, defined anew.
input x, norm
exp(z) = 1 + z
softplus(z) = exp(z) norm
relu = x²
y = exp(x) + softplus(x) + relu
output y

# at x=3 norm=5
# value y = 33
# gradient ∂y/∂x = 12
# gradient ∂y/∂norm = 4

input x
y = x^5
a = ∂³y/∂x³
output a

# sharing_choices.g: conditions that nest do not multiply.
input x
f(z) = z + (sqrt(z) / 8 if z > 0.5 else z² / 2)
y = f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(x))))))))))))))))))))
output y
# work gradient <= 4 forward

# at x=0.125
# value y = 1.265676109481794
# gradient ∂y/∂x = 27.19376556039954

# at x=-1
# value y = -0.0801125542784259

# at x=3
# value y = 8.79270854388023
# gradient ∂y/∂x = 1.7246972941592695

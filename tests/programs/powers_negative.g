# powers_negative.g: negative whole powers.
input x[4]
a = x⁻¹
b = x^-2
c = x^(-3)
output a, b, c

# at x=[-2,1,0.5,4]
# value a = [-0.5, 1, 2, 0.25]
# value b = [0.25, 1, 4, 0.0625]
# value c = [-0.125, 1, 8, 0.015625]
# gradient ∂(sum a)/∂x = [-0.25, -1, -4, -0.0625]
# gradient ∂(sum b)/∂x = [0.25, -2, -16, -0.03125]
# gradient ∂(sum c)/∂x = [-0.1875, -3, -48, -0.01171875]

# at x=[0,1,1,1]
# value a = [inf, 1, 1, 1]
# value b = [inf, 1, 1, 1]
# value c = [inf, 1, 1, 1]

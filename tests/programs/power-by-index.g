# The derivative of x^k at 0 is 0 for k = 0 and 1 for k = 1, also where k is
# an index, index data or an input.
# at x=0 p=0 n=0
# value y = 1
# value z = 2
# gradient ∂y/∂x = 1
# gradient ∂z/∂x = 0
input x, p, n : index(4)
y = sum[k < 3](x^k)
z = x^p + x^n
output y, z

# powers_of_indices.g: powers by indices and by index data, of numbers of either
# sign: those up to 64 are products.
input x, y, n : index(100), z[4]
param a[5]
P = sum[k < 5](a[k] x^k)
V = sum[i, k < 4](z[i]^k)
L = sum[k < 90](y^k) + sum[k < 9](y^(-k))
s = P + V + L + x^n
output s
# at x=-1.25 y=1.03125 n=3 z=[1,2,-3,0.5] a=[0.5,-1,2,0.25,-0.75]
# value s = 487.8554890497277
# gradient ∂s/∂a = [1.0, -1.25, 1.5625, -1.953125, 2.44140625]
# gradient ∂s/∂x = 5.71875
# gradient ∂s/∂y = 29205.55288078358
# gradient ∂s/∂z = [6.0, 17.0, 22.0, 2.75]

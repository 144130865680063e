# powers_of_halves.g: powers whose exponents are halves are products with a root, in
# loops and in sums; at 0 their derivatives are numbers where those of the power are.
input x[4], z[2]
a[i] = x[i]^1.5
b[i] = x[i]^-½
c = sum[i](x[i]^2.5 + x[i]^(-3.5))
J = sum(a) + sum(b) + c
d = z^1.5
K = sum(d)
output J, K, a, b, c, d

# at x=[0.25,1.7,2.3,0.9] z=[0,4]
# value a = [0.125, 2.2165288177689004, 3.488122704263713, 0.8538149682454624]
# value b = [2.0, 0.7669649888473704, 0.659380473395787, 1.0540925533894598]
# value c = 142.2467112975315
# value d = [0, 8]
# value J = 153.4106158034422
# gradient ∂J/∂x = [-1794.9375, 6.950103328946928, 10.769356422695095, -2.651156840622671]
# gradient ∂K/∂z = [0, 3]

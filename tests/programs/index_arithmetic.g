# index_arithmetic.g: div, mod, min and max as indices, and bounds by conditions.
input x[6]
a[i] = x[div(i, 2)] x[mod(i, 3)]        for i < 6
b[i] = x[max(i - 2, 0)]²                for i < 6
c[i] = x[min(2i, 5)]                    for i < 6
d[i] = x[(i + 1) mod 6]                 for i < 6
e[i] = x[i] - (x[i-1] if i > 0 else 0)  for i < 6
f[i] = x[i + 2] if i < 4 else x[i - 4]  for i < 6
g = sum[i < 6 : i > 0 and x[max(i - 1, 0)] > 1](x[i])
h[i] = x[(i - 4) div 3 + 2]             for i < 6
k[i] = x[(i - 4) mod 5]                 for i < 6
output a, b, c, d, e, f, g, h, k

# at x=[1.5,2,4,-3,0.5,6]
# value a = [2.25, 3, 8, 3, 8, 16]
# value b = [2.25, 2.25, 2.25, 4, 16, 9]
# value c = [1.5, 4, 0.5, 6, 6, 6]
# value d = [2, 4, -3, 0.5, 6, 1.5]
# value e = [1.5, 0.5, 2, -7, 3.5, 5.5]
# value f = [4, -3, 0.5, 6, 1.5, 2]
# value g = 3
# value h = [1.5, 2, 2, 2, 4, 4]
# value k = [2, 4, -3, 0.5, 1.5, 2]
# gradient ∂(sum a)/∂x = [7, 11, 12, 0, 0, 0]
# gradient ∂(sum b)/∂x = [9, 4, 8, -6, 0, 0]
# gradient ∂(sum c)/∂x = [1, 0, 1, 0, 1, 3]
# gradient ∂(sum d)/∂x = [1, 1, 1, 1, 1, 1]
# gradient ∂(sum e)/∂x = [0, 0, 0, 0, 0, 1]
# gradient ∂(sum f)/∂x = [1, 1, 1, 1, 1, 1]
# gradient ∂g/∂x = [0, 1, 1, 1, 0, 0]
# gradient ∂(sum h)/∂x = [1, 3, 2, 0, 0, 0]
# gradient ∂(sum k)/∂x = [1, 2, 1, 1, 1, 0]

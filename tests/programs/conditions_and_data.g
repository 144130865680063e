# conditions_and_data.g: what a condition of indices keeps in bounds is not
# read by data under the same condition of data, and each stage compiles again.
input z[4] : index(4), x[4], g[4]
E[j] = exp(x[j - 3]) if j - 3 >= 0 else exp(3) for j < 7
a[i] = log(E[3 - z[i]])
L[j] = log(x[j - 3] if j - 3 >= 0 else 2) for j < 7
b[i] = exp(L[3 - z[i]])
c[i] = sum[j < 7 : j == 3 - z[i]](x[j - 3] if j - 3 >= 0 else 3)
G[3 - z[i]] += g[i]
G[6] += 0
d = sum[v < 7](G[v] (x[v - 3] if v - 3 >= 0 else 3))
e[v] = G[v] (x[v - 3] if v - 3 >= 0 else 3) for v < 7
output a, b, c, d, e

# at z=[0,3,1,0] x=[5,2,3,4] g=[1,2,3,4]
# value a = [5, 3, 3, 5]
# value b = [5, 2, 2, 5]
# value c = [5, 3, 3, 5]
# value d = 40
# value e = [6, 0, 9, 25, 0, 0, 0]
# gradient ∂(sum a)/∂x = [2, 0, 0, 0]
# gradient ∂(sum b)/∂x = [2, 0, 0, 0]
# gradient ∂(sum c)/∂x = [2, 0, 0, 0]
# gradient ∂d/∂x = [5, 0, 0, 0]
# gradient ∂d/∂g = [5, 3, 3, 5]
# gradient ∂(sum e)/∂x = [5, 0, 0, 0]
# gradient ∂(sum e)/∂g = [5, 3, 3, 5]

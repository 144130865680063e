# reductions_of_nothing.g: over nothing a sum is 0, a product 1, a max -inf, a
# min inf, a mean NaN, and the first index is the largest.
input x[3]
a = sum[i : x[i] > 9](x[i])
b = prod[i : x[i] > 9](x[i])
c = max[i : x[i] > 9](x[i])
d = min[i : x[i] > 9](x[i])
e = mean[i : x[i] > 9](x[i])
f[i] = sum[j : j < i](x[j]) for i < 3
g[i] = prod[j : j < i](x[j]) for i < 3
h[i] = max[j : j < i](x[j]) for i < 3
k = argmax[i : x[i] > 9](x[i])
output a, b, c, d, f, g, h, e, k
# unmeasured: there is no point at which all outputs are numbers

# at x=[1,2,4]
# value a = 0
# value b = 1
# value c = -inf
# value d = inf
# value f = [0, 1, 3]
# value g = [1, 1, 2]
# value h = [-inf, 1, 2]
# value e = nan
# value k = 0

# at x=[10,20,4]
# value a = 30
# value b = 200
# value c = 20
# value d = 10
# value f = [0, 10, 30]
# value g = [1, 10, 200]
# value h = [-inf, 10, 20]
# value e = 15
# value k = 1
# gradient ∂a/∂x = [1, 1, 0]
# gradient ∂b/∂x = [20, 10, 0]
# gradient ∂c/∂x = [0, 1, 0]
# gradient ∂d/∂x = [1, 0, 0]
# gradient ∂e/∂x = [0.5, 0.5, 0]
# gradient ∂(sum f)/∂x = [2, 1, 0]
# gradient ∂(sum g)/∂x = [21, 10, 0]
# gradient ∂(sum h)/∂x = [1, 1, 0]

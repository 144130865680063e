# reductions.g: over all elements, over indices, under conditions.
input A[3,3], x[3]
a = sum[i,j : j < i](A[i,j])
b = sum[i < 3, j < i](A[i,j]²)
c[i] = Σ[j : j ≠ i](A[i,j])
d = mean[i : x[i] > 1](x[i])
e = sum[i](x[i] A[i])
f = Π[i](x[i]) + prod(x)
g = max[i](x[i] A[i,i]) - min(x)
h[i] = prod[j](A[i,j])
k = mean(A) + sum(A)
l = max(A) min(A)
m = sum[i](x[i] == 2)
n[i] = max[j : j <= i](A[i,j])
o = sum[i in 1:3](x[i] i)
p = sum[i](x[i] if i mod 2 == 0 else 2x[i])
output a, b, c, d, e, f, g, h, k, l, m, n, o, p

# at A=[[1,2,3],[-1,0.5,2],[4,-2,1]] x=[3,1,2]
# value a = 1
# value b = 21
# value c = [5, 1, 2]
# value d = 2.5
# value e = [10, 2.5, 13]
# value f = 12
# value g = 2
# value h = [6, -1, -8]
# value k = 11.666666666666666
# value l = -8
# value m = 1
# value n = [1, 0.5, 4]
# value o = 5
# value p = 7
# gradient ∂a/∂A = [[0, 0, 0], [1, 0, 0], [1, 1, 0]]
# gradient ∂a/∂x = [0, 0, 0] ± 1e-6
# gradient ∂b/∂A = [[0, 0, 0], [-2, 0, 0], [8, -4, 0]]
# gradient ∂b/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum c)/∂A = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
# gradient ∂(sum c)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂d/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂d/∂x = [0.5, 0, 0.5]
# gradient ∂(sum e)/∂A = [[3, 3, 3], [1, 1, 1], [2, 2, 2]]
# gradient ∂(sum e)/∂x = [6, 1.5, 3]
# gradient ∂f/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂f/∂x = [4, 12, 6]
# gradient ∂g/∂A = [[3, 0, 0], [0, 0, 0], [0, 0, 0]]
# gradient ∂g/∂x = [1, -1, 0]
# gradient ∂(sum h)/∂A = [[6, 3, 2], [1, -2, -0.5], [-2, 4, -8]]
# gradient ∂(sum h)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂k/∂A = [[1.1111111111111112, 1.1111111111111112,
#     1.1111111111111112], [1.1111111111111112, 1.1111111111111112,
#     1.1111111111111112], [1.1111111111111112, 1.1111111111111112,
#     1.1111111111111112]]
# gradient ∂k/∂x = [0, 0, 0] ± 1e-6
# gradient ∂l/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum n)/∂A = [[1, 0, 0], [0, 1, 0], [1, 0, 0]]
# gradient ∂(sum n)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂o/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂o/∂x = [0, 1, 2]
# gradient ∂p/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂p/∂x = [1, 2, 1]
# gradient ∂l/∂A = [[0, 0, 0], [0, 0, 0], [-2, 4, 0]]

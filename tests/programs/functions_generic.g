# functions_generic.g: sizes come from the arguments; ranks choose.
input W[2,3], x[3], b[2], y[4]
affine(W[m,n], x[n], b[m]) = W x + b
halves(x[2n], y[n]) = x[:n] + x[n:] y[0] - y
average(x[n]) = sum(x) / n
size(x[n]) = n
size(A[m,n]) = 10 m n
dist(a, b) = sqrt(a² + b²)
ends(x[n]) = x[0], x[n-1]
n = 7                                   # no size of theirs
a = affine(W, x, b)
h = halves(y, b)
m = average(x) + average(W[0]) + average([n, 1])
s = size(x) + size(W)
d = dist(x, 3)
e, f = ends(y)
p[i], q[i] = ends(W[i])
output a, h, m, s, d, e, f, p, q

# at W=[[1,2,3],[4,5,6]] x=[1,-1,2] b=[1,2] y=[1,5,2,3]
# value a = [6, 13]
# value h = [2, 6]
# value m = 6.666666666666667
# value s = 63
# value d = [3.1622776601683795, 3.1622776601683795, 3.605551275463989]
# value e = 1
# value f = 3
# value p = [1, 4]
# value q = [3, 6]
# gradient ∂(sum a)/∂W = [[1, -1, 2], [1, -1, 2]]
# gradient ∂(sum a)/∂x = [5, 7, 9]
# gradient ∂(sum a)/∂b = [1, 1]
# gradient ∂(sum a)/∂y = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum h)/∂W = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum h)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum h)/∂b = [4, -1]
# gradient ∂(sum h)/∂y = [1, 1, 1, 1]
# gradient ∂m/∂W = [[0.3333333333333333, 0.3333333333333333,
#     0.3333333333333333], [0, 0, 0]]
# gradient ∂m/∂x = [0.3333333333333333, 0.3333333333333333,
#     0.3333333333333333]
# gradient ∂m/∂b = [0, 0] ± 1e-6
# gradient ∂m/∂y = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum d)/∂W = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum d)/∂x = [0.31622776601683794, -0.31622776601683794,
#     0.5547001962252291]
# gradient ∂(sum d)/∂b = [0, 0] ± 1e-6
# gradient ∂(sum d)/∂y = [0, 0, 0, 0] ± 1e-6
# gradient ∂e/∂W = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂e/∂x = [0, 0, 0] ± 1e-6
# gradient ∂e/∂b = [0, 0] ± 1e-6
# gradient ∂e/∂y = [1, 0, 0, 0]
# gradient ∂f/∂W = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂f/∂x = [0, 0, 0] ± 1e-6
# gradient ∂f/∂b = [0, 0] ± 1e-6
# gradient ∂f/∂y = [0, 0, 0, 1]
# gradient ∂(sum p)/∂W = [[1, 0, 0], [1, 0, 0]]
# gradient ∂(sum p)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum p)/∂b = [0, 0] ± 1e-6
# gradient ∂(sum p)/∂y = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum q)/∂W = [[0, 0, 1], [0, 0, 1]]
# gradient ∂(sum q)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum q)/∂b = [0, 0] ± 1e-6
# gradient ∂(sum q)/∂y = [0, 0, 0, 0] ± 1e-6

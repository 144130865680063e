# product_inner.g: the inner product sums the last axis of the left with the
# first of the right, at any rank.
input u[3], v[3], A[2,3], T[2,2,3], B[3,2]
a = u·v
b = A·u
c = u·B
d = A·B
e = T·u
f = T·B
g = 2u·v
output a, b, c, d, e, f, g

# at u=[1,-2,0.5] v=[2,7,-1] A=[[1,2,3],[-1,0.5,2]] T=[[[1,2,3],[-1,0.5,2]],[[0,1,0],[3,-3,1]]] B=[[2,1],[0,-1],[4,3]]
# value a = -12.5
# value b = [-1.5, -1]
# value c = [4, 4.5]
# value d = [[14, 8], [6, 4.5]]
# value e = [[-1.5, -1], [-2, 9.5]]
# value f = [[[14, 8], [6, 4.5]], [[0, -1], [10, 9]]]
# value g = -25
# gradient ∂a/∂u = [2, 7, -1]
# gradient ∂a/∂v = [1, -2, 0.5]
# gradient ∂a/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂a/∂T = [[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]
# gradient ∂a/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum b)/∂u = [0, 2.5, 5]
# gradient ∂(sum b)/∂v = [0, 0, 0]
# gradient ∂(sum b)/∂A = [[1, -2, 0.5], [1, -2, 0.5]]
# gradient ∂(sum b)/∂T = [[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]
# gradient ∂(sum b)/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum c)/∂u = [3, -1, 7]
# gradient ∂(sum c)/∂v = [0, 0, 0]
# gradient ∂(sum c)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum c)/∂T = [[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]
# gradient ∂(sum c)/∂B = [[1, 1], [-2, -2], [0.5, 0.5]]
# gradient ∂(sum d)/∂u = [0, 0, 0]
# gradient ∂(sum d)/∂v = [0, 0, 0]
# gradient ∂(sum d)/∂A = [[3, -1, 7], [3, -1, 7]]
# gradient ∂(sum d)/∂T = [[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]
# gradient ∂(sum d)/∂B = [[0, 0], [2.5, 2.5], [5, 5]]
# gradient ∂(sum e)/∂u = [3, 0.5, 6]
# gradient ∂(sum e)/∂v = [0, 0, 0]
# gradient ∂(sum e)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum e)/∂T = [[[1, -2, 0.5], [1, -2, 0.5]], [[1, -2, 0.5], [1, -2,
#     0.5]]]
# gradient ∂(sum e)/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum f)/∂u = [0, 0, 0]
# gradient ∂(sum f)/∂v = [0, 0, 0]
# gradient ∂(sum f)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum f)/∂T = [[[3, -1, 7], [3, -1, 7]], [[3, -1, 7], [3, -1, 7]]]
# gradient ∂(sum f)/∂B = [[3, 3], [0.5, 0.5], [6, 6]]
# gradient ∂g/∂u = [4, 14, -2]
# gradient ∂g/∂v = [2, -4, 1]
# gradient ∂g/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂g/∂T = [[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]
# gradient ∂g/∂B = [[0, 0], [0, 0], [0, 0]]

# broadcast_numbers.g: a number combines with anything, and gets the sum of
# what all elements give.
input s, x[2], A[2,3], T[2,2,2]
a = s + x
b = A - s
c = s T
d = s - 1
e[i] = s x[i] + 3
f = max(x, s)
g = atan2(x, s)
output a, b, c, d, e, f, g

# at s=2 x=[1,5] A=[[1,2,3],[-1,0.5,2]] T=[[[1,2],[3,4]],[[5,6],[7,8]]]
# value a = [3, 7]
# value b = [[-1, 0, 1], [-3, -1.5, 0]]
# value c = [[[2, 4], [6, 8]], [[10, 12], [14, 16]]]
# value d = 1
# value e = [5, 13]
# value f = [2, 5]
# value g = [0.4636476090008061, 1.1902899496825317]
# gradient ∂(sum a)/∂s = 2
# gradient ∂(sum a)/∂x = [1, 1]
# gradient ∂(sum a)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum a)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
# gradient ∂(sum b)/∂s = -6
# gradient ∂(sum b)/∂x = [0, 0]
# gradient ∂(sum b)/∂A = [[1, 1, 1], [1, 1, 1]]
# gradient ∂(sum b)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
# gradient ∂(sum c)/∂s = 36
# gradient ∂(sum c)/∂x = [0, 0]
# gradient ∂(sum c)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum c)/∂T = [[[2, 2], [2, 2]], [[2, 2], [2, 2]]]
# gradient ∂d/∂s = 1
# gradient ∂d/∂x = [0, 0]
# gradient ∂d/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂d/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
# gradient ∂(sum e)/∂s = 6
# gradient ∂(sum e)/∂x = [2, 2]
# gradient ∂(sum e)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum e)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
# gradient ∂(sum f)/∂s = 1
# gradient ∂(sum f)/∂x = [0, 1]
# gradient ∂(sum f)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum f)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
# gradient ∂(sum g)/∂s = -0.3724137931034483
# gradient ∂(sum g)/∂x = [0.4, 0.06896551724137931]
# gradient ∂(sum g)/∂A = [[0, 0, 0], [0, 0, 0]]
# gradient ∂(sum g)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]

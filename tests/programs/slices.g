# slices.g: half open; they may start anywhere, their length is known.
input A[3,4], x[5]
a = A[1, 2]
b = A[1]
c = A[:, 2]
d = x[1:4]
e = x[3:] + x[:2]
f = A[:2, 1:3]
g[i] = sum(x[i:i+3]) i for i < 3
i = sum(A[0:2, 1:3] ⊙ A[1:3, 2:4])
j[t] = x[t:t+2]·x[t+1:t+3] for t < 3
output a, b, c, d, e, f, g, i, j

# at A=[[1,2,3,4],[5,6,7,8],[9,10,11,12]] x=[1,2,4,8,16]
# value a = 7
# value b = [5, 6, 7, 8]
# value c = [3, 7, 11]
# value d = [2, 4, 8]
# value e = [9, 18]
# value f = [[2, 3], [6, 7]]
# value g = [0, 14, 56]
# value i = 188
# value j = [10, 40, 160]
# gradient ∂a/∂A = [[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
# gradient ∂a/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum b)/∂A = [[0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]
# gradient ∂(sum b)/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum c)/∂A = [[0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
# gradient ∂(sum c)/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum d)/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ± 1e-6
# gradient ∂(sum d)/∂x = [0, 1, 1, 1, 0]
# gradient ∂(sum e)/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ± 1e-6
# gradient ∂(sum e)/∂x = [1, 1, 0, 1, 1]
# gradient ∂(sum f)/∂A = [[0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
# gradient ∂(sum f)/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum g)/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ± 1e-6
# gradient ∂(sum g)/∂x = [0, 1, 3, 3, 2]
# gradient ∂i/∂A = [[0, 7, 8, 0], [0, 11, 14, 3], [0, 0, 6, 7]]
# gradient ∂i/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum j)/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ± 1e-6
# gradient ∂(sum j)/∂x = [2, 9, 20, 24, 8]

# matrices_of_the_prelude.g
input x[3], A[3,3], k : index(3), B[2,3], T[2,2,2]
a = eye(3) + diag(x)
b = trace(A) + sum(diag(A) ⊙ x)
c = onehot(k, 3) + zeros(3) + ones(3)
d = flatten(B)
e = flatten(T)
f = zeros(2, 3) + ones(2, 3) - B
output a, b, c, d, e, f

# at x=[1,2,3] A=[[1,2,3],[4,5,6],[7,8,10]] k=1 B=[[1,2,3],[4,5,6]] T=[[[1,2],[3,4]],[[5,6],[7,8]]]
# value a = [[2, 0, 0], [0, 3, 0], [0, 0, 4]]
# value b = 57
# value c = [1, 2, 1]
# value d = [1, 2, 3, 4, 5, 6]
# value e = [1, 2, 3, 4, 5, 6, 7, 8]
# value f = [[0, -1, -2], [-3, -4, -5]]
# gradient ∂(sum a)/∂x = [1, 1, 1]
# gradient ∂(sum a)/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum a)/∂B = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum a)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]] ± 1e-6
# gradient ∂b/∂x = [1, 5, 10]
# gradient ∂b/∂A = [[2, 0, 0], [0, 3, 0], [0, 0, 4]]
# gradient ∂b/∂B = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂b/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]] ± 1e-6
# gradient ∂(sum d)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum d)/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum d)/∂B = [[1, 1, 1], [1, 1, 1]]
# gradient ∂(sum d)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]] ± 1e-6
# gradient ∂(sum e)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum e)/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum e)/∂B = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum e)/∂T = [[[1, 1], [1, 1]], [[1, 1], [1, 1]]]
# gradient ∂(sum f)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum f)/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum f)/∂B = [[-1, -1, -1], [-1, -1, -1]]
# gradient ∂(sum f)/∂T = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]] ± 1e-6

# transposes.g: of matrices, twice, of products, and of slices.
input A[2,3], B[3,2], x[2]
a = Aᵀ
b = Aᵀᵀ - A
c = (A B)ᵀ - Bᵀ Aᵀ
d = Aᵀ x
e = A[:, 1:3]ᵀ x
f = A' A
output a, b, c, d, e, f

# at A=[[1,2,3],[-1,0.5,2]] B=[[2,1],[0,-1],[4,3]] x=[3,5]
# value a = [[1, -1], [2, 0.5], [3, 2]]
# value b = [[0, 0, 0], [0, 0, 0]]
# value c = [[0, 0], [0, 0]]
# value d = [-2, 8.5, 19]
# value e = [8.5, 19]
# value f = [[2, 1.5, 1], [1.5, 4.25, 7], [1, 7, 13]]
# gradient ∂(sum a)/∂A = [[1, 1, 1], [1, 1, 1]]
# gradient ∂(sum a)/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum a)/∂x = [0, 0]
# gradient ∂(sum d)/∂A = [[3, 3, 3], [5, 5, 5]]
# gradient ∂(sum d)/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum d)/∂x = [6, 1.5]
# gradient ∂(sum e)/∂A = [[0, 3, 3], [0, 5, 5]]
# gradient ∂(sum e)/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum e)/∂x = [5, 2.5]
# gradient ∂(sum f)/∂A = [[12, 12, 12], [3, 3, 3]]
# gradient ∂(sum f)/∂B = [[0, 0], [0, 0], [0, 0]]
# gradient ∂(sum f)/∂x = [0, 0]

# product_chains.g: chains of products; brackets are obeyed.
input A[2,2], B[2,2], x[2], s
a = A B x
b = (A B) x
c = A B A B
d = xᵀ A B x
e = s A s B
f = A Bᵀ Aᵀ
output a, b, c, d, e, f

# at A=[[1,2],[3,4]] B=[[0,1],[-1,2]] x=[5,6] s=2
# value a = [20, 46]
# value b = [20, 46]
# value c = [[-16, 45], [-36, 101]]
# value d = 376
# value e = [[-8, 20], [-16, 44]]
# value f = [[8, 18], [14, 32]]
# gradient ∂(sum a)/∂A = [[6, 7], [6, 7]]
# gradient ∂(sum a)/∂B = [[20, 24], [30, 36]]
# gradient ∂(sum a)/∂x = [-6, 16]
# gradient ∂(sum a)/∂s = 0
# gradient ∂(sum b)/∂A = [[6, 7], [6, 7]]
# gradient ∂(sum b)/∂B = [[20, 24], [30, 36]]
# gradient ∂(sum b)/∂x = [-6, 16]
# gradient ∂(sum b)/∂s = 0
# gradient ∂(sum c)/∂A = [[1, 5], [23, 27]]
# gradient ∂(sum c)/∂B = [[54, 70], [70, 94]]
# gradient ∂(sum c)/∂x = [0, 0]
# gradient ∂(sum c)/∂s = 0
# gradient ∂d/∂A = [[30, 35], [36, 42]]
# gradient ∂d/∂B = [[115, 138], [170, 204]]
# gradient ∂d/∂x = [-14, 137]
# gradient ∂d/∂s = 0
# gradient ∂(sum e)/∂A = [[4, 4], [4, 4]]
# gradient ∂(sum e)/∂B = [[16, 16], [24, 24]]
# gradient ∂(sum e)/∂x = [0, 0]
# gradient ∂(sum e)/∂s = 40
# gradient ∂(sum f)/∂A = [[0, 24], [0, 24]]
# gradient ∂(sum f)/∂B = [[16, 24], [24, 36]]
# gradient ∂(sum f)/∂x = [0, 0]
# gradient ∂(sum f)/∂s = 0

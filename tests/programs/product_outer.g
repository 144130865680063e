# product_outer.g: outer products of all ranks, and the cross product.
input u[2], v[3], A[2,2], w[3], s
a = u ⊗ v
b = outer(A, u)
c = v × w
d = c·v                         # orthogonal
e = u ⊗ s
f = v × v
output a, b, c, d, e, f

# at u=[3,5] v=[1,-2,0.5] A=[[1,2],[3,4]] w=[2,7,-1] s=3
# value a = [[3, -6, 1.5], [5, -10, 2.5]]
# value b = [[[3, 5], [6, 10]], [[9, 15], [12, 20]]]
# value c = [-1.5, 2, 11]
# value d = 0
# value e = [9, 15]
# value f = [0, 0, 0]
# gradient ∂(sum a)/∂u = [-0.5, -0.5]
# gradient ∂(sum a)/∂v = [8, 8, 8]
# gradient ∂(sum a)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum a)/∂w = [0, 0, 0]
# gradient ∂(sum a)/∂s = 0
# gradient ∂(sum b)/∂u = [10, 10]
# gradient ∂(sum b)/∂v = [0, 0, 0]
# gradient ∂(sum b)/∂A = [[8, 8], [8, 8]]
# gradient ∂(sum b)/∂w = [0, 0, 0]
# gradient ∂(sum b)/∂s = 0
# gradient ∂(sum c)/∂u = [0, 0]
# gradient ∂(sum c)/∂v = [8, -3, -5]
# gradient ∂(sum c)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum c)/∂w = [2.5, 0.5, -3]
# gradient ∂(sum c)/∂s = 0
# gradient ∂d/∂u = [0, 0]
# gradient ∂d/∂A = [[0, 0], [0, 0]]
# gradient ∂d/∂s = 0
# gradient ∂(sum e)/∂u = [3, 3]
# gradient ∂(sum e)/∂v = [0, 0, 0]
# gradient ∂(sum e)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum e)/∂w = [0, 0, 0]
# gradient ∂(sum e)/∂s = 8
# gradient ∂d/∂v = [0, 0, 0]
# gradient ∂d/∂w = [0, 0, 0]

# touch.g: brackets belong to what they touch.
input A[2,2], x[2], y[2], i : index(2)
a = A (x + y)
b = (A A)[1, 0]
c = Aᵀ[0]
d = x [2]ᵀ
e = 2(x·y) (y·y)
f = (x + y)[i]
g = x²[1]
h = (x[0] + 1)(x[1] - 1)
output a, b, c, d, e, f, g, h

# at A=[[1,2],[3,4]] x=[1,2] y=[3,5] i=1
# value a = [18, 40]
# value b = 15
# value c = [1, 3]
# value d = [[2], [4]]
# value e = 884
# value f = 7
# value g = 4
# value h = 2
# gradient ∂(sum a)/∂A = [[4, 7], [4, 7]]
# gradient ∂(sum a)/∂x = [4, 6]
# gradient ∂(sum a)/∂y = [4, 6]
# gradient ∂b/∂A = [[3, 0], [5, 3]]
# gradient ∂b/∂x = [0, 0]
# gradient ∂b/∂y = [0, 0]
# gradient ∂(sum c)/∂A = [[1, 0], [1, 0]]
# gradient ∂(sum c)/∂x = [0, 0]
# gradient ∂(sum c)/∂y = [0, 0]
# gradient ∂(sum d)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum d)/∂x = [2, 2]
# gradient ∂(sum d)/∂y = [0, 0]
# gradient ∂e/∂A = [[0, 0], [0, 0]]
# gradient ∂e/∂x = [204, 340]
# gradient ∂e/∂y = [224, 396]
# gradient ∂f/∂A = [[0, 0], [0, 0]]
# gradient ∂f/∂x = [0, 1]
# gradient ∂f/∂y = [0, 1]
# gradient ∂g/∂A = [[0, 0], [0, 0]]
# gradient ∂g/∂x = [0, 4]
# gradient ∂g/∂y = [0, 0]
# gradient ∂h/∂A = [[0, 0], [0, 0]]
# gradient ∂h/∂x = [1, 2]
# gradient ∂h/∂y = [0, 0]

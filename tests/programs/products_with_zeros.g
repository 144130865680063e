# products_with_zeros.g: the derivative of a product is that of the others, none,
# one or two of which are 0.
input x[5], A[2,6]
p = prod(x)
q[i] = prod[j](A[i,j])
r = prod[i : i ≠ 2](x[i])
output p, q, r

# at x=[1,2,3,4,5] A=[[1,2,3,4,5,6],[2,1,1,1,1,3]]
# value p = 120
# value q = [720, 6]
# value r = 40
# gradient ∂p/∂x = [120, 60, 40, 30, 24]
# gradient ∂p/∂A = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]] ± 1e-6
# gradient ∂(sum q)/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum q)/∂A = [[720, 360, 240, 180, 144, 120], [3, 6, 6, 6, 6, 2]]
# gradient ∂r/∂x = [40, 20, 0, 10, 8]
# gradient ∂r/∂A = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]] ± 1e-6

# at x=[1,2,0,4,5] A=[[1,2,0,4,5,6],[0,1,1,0,1,3]]
# value p = 0
# value q = [0, 0]
# value r = 40
# gradient ∂p/∂x = [0, 0, 40, 0, 0]
# gradient ∂p/∂A = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]] ± 1e-6
# gradient ∂(sum q)/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum q)/∂A = [[0, 0, 240, 0, 0, 0], [0, 0, 0, 0, 0, 0]]
# gradient ∂r/∂x = [40, 20, 0, 10, 8]
# gradient ∂r/∂A = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]] ± 1e-6

# at x=[0,2,3,0,5] A=[[0,0,0,4,5,6],[0,1,1,2,1,3]]
# value p = 0
# value q = [0, 0]
# value r = 0
# gradient ∂p/∂x = [0, 0, 0, 0, 0]
# gradient ∂r/∂x = [0, 0, 0, 0, 0]
# gradient ∂(sum q)/∂A = [[0, 0, 0, 0, 0, 0], [6, 0, 0, 0, 0, 0]]

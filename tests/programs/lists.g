# lists.g: a new first axis, or joined along the first one.
input u[2], v[2], s, B[1,2]
a = [u, v]
b = [u; 9; v; s²]
c = [a; [u]; B]
d = [1, s, 3][1] + [u; v][2]
e = [[s, 0], [2s, s²]]
f = [a, a][1, 0]
output a, b, c, d, e, f

# at u=[1,2] v=[3,4] s=5 B=[[7,8]]
# value a = [[1, 2], [3, 4]]
# value b = [1, 2, 9, 3, 4, 25]
# value c = [[1, 2], [3, 4], [1, 2], [7, 8]]
# value d = 8
# value e = [[5, 0], [10, 25]]
# value f = [1, 2]
# gradient ∂(sum a)/∂u = [1, 1]
# gradient ∂(sum a)/∂v = [1, 1]
# gradient ∂(sum a)/∂s = 0 ± 1e-6
# gradient ∂(sum a)/∂B = [[0, 0]] ± 1e-6
# gradient ∂(sum b)/∂u = [1, 1]
# gradient ∂(sum b)/∂v = [1, 1]
# gradient ∂(sum b)/∂s = 10
# gradient ∂(sum b)/∂B = [[0, 0]] ± 1e-6
# gradient ∂(sum c)/∂u = [2, 2]
# gradient ∂(sum c)/∂v = [1, 1]
# gradient ∂(sum c)/∂s = 0 ± 1e-6
# gradient ∂(sum c)/∂B = [[1, 1]]
# gradient ∂d/∂u = [0, 0] ± 1e-6
# gradient ∂d/∂v = [1, 0]
# gradient ∂d/∂s = 1
# gradient ∂d/∂B = [[0, 0]] ± 1e-6
# gradient ∂(sum e)/∂u = [0, 0] ± 1e-6
# gradient ∂(sum e)/∂v = [0, 0] ± 1e-6
# gradient ∂(sum e)/∂s = 13
# gradient ∂(sum e)/∂B = [[0, 0]] ± 1e-6
# gradient ∂(sum f)/∂u = [1, 1]
# gradient ∂(sum f)/∂v = [0, 0] ± 1e-6
# gradient ∂(sum f)/∂s = 0 ± 1e-6
# gradient ∂(sum f)/∂B = [[0, 0]] ± 1e-6

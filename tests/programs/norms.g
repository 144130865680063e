# norms.g: the root of the sum of squares, at any rank.
input x[3], A[2,2], s
a = ‖x‖
b = ‖A‖²
c = norm(A)
d = ‖x - 1‖ + ‖2(x + norm(x))‖
e = ‖s‖
f = x / ‖x‖
output a, b, c, d, e, f

# at x=[2,-3,6] A=[[1,2],[3,4]] s=-5
# value a = 7
# value b = 30
# value c = 5.477225575051661
# value d = 39.09975355900804
# value e = 5
# value f = [0.2857142857142857, -0.42857142857142855, 0.8571428571428571]
# gradient ∂a/∂x = [0.2857142857142857, -0.42857142857142855,
#     0.8571428571428571]
# gradient ∂a/∂A = [[0, 0], [0, 0]]
# gradient ∂a/∂s = 0
# gradient ∂b/∂x = [0, 0, 0]
# gradient ∂b/∂A = [[2, 4], [6, 8]]
# gradient ∂b/∂s = 0
# gradient ∂c/∂x = [0, 0, 0]
# gradient ∂c/∂A = [[0.18257418583505536, 0.3651483716701107],
#     [0.5477225575051661, 0.7302967433402214]]
# gradient ∂c/∂s = 0
# gradient ∂d/∂x = [2.168904036841265, -1.4931267419697474, 5.098528659890075]
# gradient ∂d/∂A = [[0, 0], [0, 0]]
# gradient ∂d/∂s = 0
# gradient ∂e/∂x = [0, 0, 0]
# gradient ∂e/∂A = [[0, 0], [0, 0]]
# gradient ∂e/∂s = -1
# gradient ∂(sum f)/∂x = [0.11370262390670553, 0.18658892128279883,
#     0.05539358600583091]
# gradient ∂(sum f)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum f)/∂s = 0

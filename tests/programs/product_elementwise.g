# product_elementwise.g: ⊙ ⊘ and numbers, at each rank.
input x[2], y[2], A[2,2], B[2,2], s
a = x ⊙ y
b = x ⊘ y
c = A ⊙ B - A ⊘ B
d = s ⊙ x + x ⊙ s
e = 1 ⊘ A
f = A / s
g = x + s - (s - y)
h = s / 4 * 2
i = A + 1
output a, b, c, d, e, f, g, h, i

# at x=[1,-2] y=[4,5] A=[[1,2],[-3,4]] B=[[2,8],[0.5,1]] s=3
# value a = [4, -10]
# value b = [0.25, -0.4]
# value c = [[1.5, 15.75], [4.5, 0]]
# value d = [6, -12]
# value e = [[1, 0.5], [-0.3333333333333333, 0.25]]
# value f = [[0.3333333333333333, 0.6666666666666666], [-1,
#     1.3333333333333333]]
# value g = [5, 3]
# value h = 1.5
# value i = [[2, 3], [-2, 5]]
# gradient ∂(sum a)/∂x = [4, 5]
# gradient ∂(sum a)/∂y = [1, -2]
# gradient ∂(sum a)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum a)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum a)/∂s = 0
# gradient ∂(sum b)/∂x = [0.25, 0.2]
# gradient ∂(sum b)/∂y = [-0.0625, 0.08]
# gradient ∂(sum b)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum b)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum b)/∂s = 0
# gradient ∂(sum c)/∂x = [0, 0]
# gradient ∂(sum c)/∂y = [0, 0]
# gradient ∂(sum c)/∂A = [[1.5, 7.875], [-1.5, 0]]
# gradient ∂(sum c)/∂B = [[1.25, 2.03125], [-15, 8]]
# gradient ∂(sum c)/∂s = 0
# gradient ∂(sum d)/∂x = [6, 6]
# gradient ∂(sum d)/∂y = [0, 0]
# gradient ∂(sum d)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum d)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum d)/∂s = -2
# gradient ∂(sum e)/∂x = [0, 0]
# gradient ∂(sum e)/∂y = [0, 0]
# gradient ∂(sum e)/∂A = [[-1, -0.25], [-0.1111111111111111, -0.0625]]
# gradient ∂(sum e)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum e)/∂s = 0
# gradient ∂(sum f)/∂x = [0, 0]
# gradient ∂(sum f)/∂y = [0, 0]
# gradient ∂(sum f)/∂A = [[0.3333333333333333, 0.3333333333333333],
#     [0.3333333333333333, 0.3333333333333333]]
# gradient ∂(sum f)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum f)/∂s = -0.4444444444444444
# gradient ∂(sum g)/∂x = [1, 1]
# gradient ∂(sum g)/∂y = [1, 1]
# gradient ∂(sum g)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum g)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum g)/∂s = 0
# gradient ∂h/∂x = [0, 0]
# gradient ∂h/∂y = [0, 0]
# gradient ∂h/∂A = [[0, 0], [0, 0]]
# gradient ∂h/∂B = [[0, 0], [0, 0]]
# gradient ∂h/∂s = 0.5
# gradient ∂(sum i)/∂x = [0, 0]
# gradient ∂(sum i)/∂y = [0, 0]
# gradient ∂(sum i)/∂A = [[1, 1], [1, 1]]
# gradient ∂(sum i)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum i)/∂s = 0

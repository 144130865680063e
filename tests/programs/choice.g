# choice.g: element by element, or of whole arrays; it nests to the right.
input x[3], s
a = x if x > 0 else 0.1x
b = x if x[0] > 0 else -x
c = -1 if x < 0 else 0 if x == 0 else 1
d = s if s > 1 else x[2] if s > 0 else s²
e = 2(x² if x <= 0 else x)
f = x if s > 1 else 0
output a, b, c, d, e, f

# at x=[-1,0,3] s=0.5
# value a = [-0.1, 0, 3]
# value b = [1, 0, -3]
# value c = [-1, 0, 1]
# value d = 3
# value e = [2, 0, 6]
# value f = [0, 0, 0]
# gradient ∂(sum a)/∂x = [0.1, 0.1, 1]
# gradient ∂(sum b)/∂x = [-1, -1, -1]
# gradient ∂d/∂x = [0, 0, 1]
# gradient ∂d/∂s = 0
# gradient ∂(sum e)/∂x = [-4, 0, 2]
# gradient ∂(sum f)/∂x = [0, 0, 0]

# at x=[1,2,-3] s=-2
# value a = [1, 2, -0.3]
# value b = [1, 2, -3]
# value c = [1, 1, -1]
# value d = 4
# value e = [2, 4, 18]
# value f = [0, 0, 0]
# gradient ∂(sum a)/∂x = [1, 1, 0.1]
# gradient ∂(sum b)/∂x = [1, 1, 1]
# gradient ∂d/∂x = [0, 0, 0]
# gradient ∂d/∂s = -4
# gradient ∂(sum e)/∂x = [2, 2, -12]

# spelling_signs.g: every sign and its ASCII spelling are one thing.
input a[3], b[3], A[2,3], x

y1 = a·b + dot(a, b)
y2[i] = (a ⊙ b)[i] + (a .* b)[i]
y3 = a ⊘ b
y4 = a ./ b
y5 = a ⊗ b
y6 = outer(a, b)
y7 = Aᵀ - A'
y8 = x² + x^2
y9 = x⁻¹ + x^-1
y10 = ‖a‖ - norm(a)
y11 = Σ[i](a[i]) + sum(a) + ∑(b) + Π(a) + ∏(b) - prod(b)
y12 = π - pi + ½ + ¼ + ¾ - 0.5 - 0.25 - 0.75
y13[i] = 1 if a[i] ≤ 2 and b[i] ≥ 0.5 and a[i] ≠ 1 else 0
y14[i] = 1 if a[i] <= 2 and b[i] >= 0.5 and a[i] != 1 else 0
y15 = a × b
y16 = min(x, ∞) + min(x, inf)
output y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16

# at a=[1,2,3] b=[4,0.5,-2] A=[[1,2,3],[4,5,6]] x=4
# value y1 = -2
# value y2 = [8, 2, -12]
# value y3 = [0.25, 4, -1.5]
# value y4 = [0.25, 4, -1.5]
# value y5 = [[4, 0.5, -2], [8, 1, -4], [12, 1.5, -6]]
# value y6 = [[4, 0.5, -2], [8, 1, -4], [12, 1.5, -6]]
# value y7 = [[0, 0], [0, 0], [0, 0]]
# value y8 = 32
# value y9 = 0.5
# value y10 = 0
# value y11 = 20.5
# value y12 = 0
# value y13 = [0, 1, 0]
# value y14 = [0, 1, 0]
# value y15 = [-5.5, 14, -7.5]
# value y16 = 8
# gradient ∂y1/∂a = [8, 1, -4]
# gradient ∂(sum y2)/∂b = [2, 4, 6]
# gradient ∂y8/∂x = 16
# gradient ∂y9/∂x = -0.125
# gradient ∂y16/∂x = 2

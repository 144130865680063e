# recurrence_until_vector_where.g: descent until it is flat.
input A[2,2], b[2], r
x[0] = zeros(2)
x[k+1] = x[k] - r g for k < 30 until g·g < 0.01
  where g = A x[k] - b
y = x[30]
output y

# at A=[[2,0.5],[0.5,1]] b=[1,-1] r=0.3
# value y = [0.815446010868164, -1.3279187579373046]
# gradient ∂(sum y)/∂A = [[-0.2602501538941406, 0.42809890595976563],
#     [-0.5968465881785157, 0.9334430224628905]]
# gradient ∂(sum y)/∂b = [0.3029732637990234, 0.815446010868164]
# gradient ∂(sum y)/∂r = -0.6130129116796876

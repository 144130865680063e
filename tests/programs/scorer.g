# scorer.g: a network with one hidden layer; the gradient is one contraction and
# two outer products.
input x[3]
param W[2,3], b[2], u[2]
f(z) = 1 / (1 + exp(-z))
h = f(W x + b)
s = u·h
output s
# bytes params = 40
# bytes infer = 0
# work gradient <= 3 forward

# at W=[[1,1,-1],[2,-1,0]] b=[0,0] u=[4,-16] x=[1,2,3]
# value s = -6
# gradient ∂s/∂W = [[1, 2, 3], [-4, -8, -12]]
# gradient ∂s/∂b = [1, -4]
# gradient ∂s/∂u = [0.5, 0.5]
# gradient ∂s/∂x = [-7, 5, -1]

# at W=[[1,0.5,-1],[2,-1,0]] b=[0.25,-0.5] u=[1,3] x=[0.5,-1,2]
# value s = 2.6007706266126203
# gradient ∂s/∂W = [[0.0630646125933276, -0.1261292251866552,
#     0.2522584503733104], [0.22371967810549928, -0.44743935621099856,
#     0.8948787124219971]]
# gradient ∂s/∂b = [0.1261292251866552, 0.44743935621099856]
# gradient ∂s/∂u = [0.14804719803168948, 0.8175744761936437]
# gradient ∂s/∂x = [1.0210079376086523, -0.384374743617671,
#     -0.1261292251866552]

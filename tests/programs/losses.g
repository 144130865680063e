# losses.g: the prelude's, for numbers, vectors and matrices.
input a[3], b[3], A[2,2], B[2,2], s, t
m1 = mse(s, t) + mae(s, t)
m2 = mse(a, b)
m3 = mae(a, b)
m4 = mse(A, B) + mae(A, B)
h1 = huber(s, t, 1)
h2 = huber(a, b, 0.75)
h3 = hinge(s, -1)
h4 = binary_cross_entropy(s, t)
k = kl(softmax(a), softmax(b))
output m1, m2, m3, m4, h1, h2, h3, h4, k

# at a=[1,2.5,-1] b=[0,2,1.5] A=[[1,2],[3,4]] B=[[2,0],[0.5,7]] s=3 t=1.5
# value m1 = 3.75
# value m2 = 2.5
# value m3 = 1.3333333333333333
# value m4 = 7.1875
# value h1 = 1
# value h2 = 0.7291666666666666
# value h3 = 4
# value h4 = -1.451412648426258
# value k = 0.3458886683029256
# gradient ∂m1/∂a = [0, 0, 0] ± 1e-6
# gradient ∂m1/∂b = [0, 0, 0] ± 1e-6
# gradient ∂m1/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂m1/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂m1/∂s = 4
# gradient ∂m1/∂t = -4
# gradient ∂m2/∂a = [0.6666666666666666, 0.3333333333333333,
#     -1.6666666666666667]
# gradient ∂m2/∂b = [-0.6666666666666666, -0.3333333333333333,
#     1.6666666666666667]
# gradient ∂m2/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂m2/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂m2/∂s = 0 ± 1e-6
# gradient ∂m2/∂t = 0 ± 1e-6
# gradient ∂m3/∂a = [0.3333333333333333, 0.3333333333333333,
#     -0.3333333333333333]
# gradient ∂m3/∂b = [-0.3333333333333333, -0.3333333333333333,
#     0.3333333333333333]
# gradient ∂m3/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂m3/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂m3/∂s = 0 ± 1e-6
# gradient ∂m3/∂t = 0 ± 1e-6
# gradient ∂m4/∂a = [0, 0, 0] ± 1e-6
# gradient ∂m4/∂b = [0, 0, 0] ± 1e-6
# gradient ∂m4/∂A = [[-0.75, 1.25], [1.5, -1.75]]
# gradient ∂m4/∂B = [[0.75, -1.25], [-1.5, 1.75]]
# gradient ∂m4/∂s = 0 ± 1e-6
# gradient ∂m4/∂t = 0 ± 1e-6
# gradient ∂h1/∂a = [0, 0, 0] ± 1e-6
# gradient ∂h1/∂b = [0, 0, 0] ± 1e-6
# gradient ∂h1/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h1/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h1/∂s = 1
# gradient ∂h1/∂t = -1
# gradient ∂h2/∂a = [0.25, 0.16666666666666666, -0.25]
# gradient ∂h2/∂b = [-0.25, -0.16666666666666666, 0.25]
# gradient ∂h2/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h2/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h2/∂s = 0 ± 1e-6
# gradient ∂h2/∂t = 0 ± 1e-6
# gradient ∂h3/∂a = [0, 0, 0] ± 1e-6
# gradient ∂h3/∂b = [0, 0, 0] ± 1e-6
# gradient ∂h3/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h3/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h3/∂s = 1
# gradient ∂h3/∂t = 0 ± 1e-6
# gradient ∂h4/∂a = [0, 0, 0] ± 1e-6
# gradient ∂h4/∂b = [0, 0, 0] ± 1e-6
# gradient ∂h4/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h4/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂h4/∂s = -0.5474258731775667
# gradient ∂h4/∂t = -3
# gradient ∂k/∂a = [0.08603598127537311, -0.013351496165846235,
#     -0.07268448510952687]
# gradient ∂k/∂b = [-0.10033462635758846, -0.223779033239298,
#     0.3241136595968864]
# gradient ∂k/∂A = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂k/∂B = [[0, 0], [0, 0]] ± 1e-6
# gradient ∂k/∂s = 0 ± 1e-6
# gradient ∂k/∂t = 0 ± 1e-6
